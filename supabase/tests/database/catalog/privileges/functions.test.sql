-- Which role may call which function; all others are for the database itself.
begin;
select plan(1);

select bag_eq(
  $$select p.oid::regproc::text, r.role
    from pg_proc p, unnest(array['public', 'anon', 'authenticated', 'service_role', 'app_service']) r(role)
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and has_function_privilege(r.role, p.oid, 'execute')$$,
  $$values
    ('acknowledge_alert', 'authenticated'), ('acknowledge_alert', 'service_role'),
    ('acknowledge_notification', 'service_role'),
    ('alive_report', 'authenticated'), ('alive_report', 'service_role'),
    ('begin_alive_check', 'service_role'),
    ('check_mesh_heartbeats_and_alert', 'app_service'), ('check_mesh_heartbeats_and_alert', 'service_role'),
    ('claim_insights', 'service_role'),
    ('claim_notifications', 'service_role'),
    ('claim_tenant', 'service_role'),
    ('claim_tenants', 'service_role'),
    ('claim_unhealthy_tenants', 'service_role'),
    ('collect_metrics', 'service_role'),
    ('configure_machine_monitor', 'service_role'),
    ('create_notification_channel', 'authenticated'), ('create_notification_channel', 'service_role'),
    ('create_tenant', 'service_role'),
    ('create_tenant_channel', 'authenticated'), ('create_tenant_channel', 'service_role'),
    ('finish_alive_check', 'service_role'),
    ('finish_recovery', 'service_role'),
    ('finish_insights', 'service_role'),
    ('is_admin', 'authenticated'), ('is_admin', 'service_role'),
    ('private.add_tenant_channel', 'authenticated'), ('private.add_tenant_channel', 'service_role'),
    ('private.caller_tenants', 'authenticated'), ('private.caller_tenants', 'service_role'),
    ('private.change_machine_key', 'authenticated'), ('private.change_machine_key', 'service_role'),
    ('private.create_channel', 'authenticated'), ('private.create_channel', 'service_role'),
    ('private.create_machine', 'authenticated'), ('private.create_machine', 'service_role'),
    ('private.get_interval_setting', 'authenticated'), ('private.get_interval_setting', 'service_role'),
    ('private.is_tenant_member', 'authenticated'), ('private.is_tenant_member', 'service_role'),
    ('private.job_verdicts', 'authenticated'), ('private.job_verdicts', 'service_role'),
    ('private.recorded_outages', 'authenticated'), ('private.recorded_outages', 'service_role'),
    ('private.rotate_signing_secret', 'authenticated'), ('private.rotate_signing_secret', 'service_role'),
    ('private.send_test', 'authenticated'), ('private.send_test', 'service_role'),
    ('private.store_signals', 'authenticated'), ('private.store_signals', 'service_role'),
    ('private.update_channel', 'authenticated'), ('private.update_channel', 'service_role'),
    ('read_agent_bus', 'authenticated'), ('read_agent_bus', 'service_role'),
    ('record_machine_metrics', 'service_role'),
    ('private.report_alive', 'authenticated'), ('private.report_alive', 'service_role'),
    ('record_mesh_heartbeat', 'app_service'), ('record_mesh_heartbeat', 'authenticated'), ('record_mesh_heartbeat', 'service_role'),
    ('record_mesh_heartbeats', 'app_service'), ('record_mesh_heartbeats', 'service_role'),
    ('register_machine', 'authenticated'), ('register_machine', 'service_role'),
    ('render_metrics', 'service_role'),
    ('report_signals', 'authenticated'), ('report_signals', 'service_role'),
    ('resolve_alert', 'authenticated'), ('resolve_alert', 'service_role'),
    ('revoke_machine_key', 'authenticated'), ('revoke_machine_key', 'service_role'),
    ('rotate_channel_signing_secret', 'authenticated'), ('rotate_channel_signing_secret', 'service_role'),
    ('rotate_machine_key', 'authenticated'), ('rotate_machine_key', 'service_role'),
    ('run_alive_probe', 'service_role'),
    ('run_healthcheck', 'service_role'),
    ('run_tenants', 'service_role'),
    ('send_test_notification', 'authenticated'), ('send_test_notification', 'service_role'),
    ('system_health', 'service_role'),
    ('trigger_healthcheck', 'service_role'),
    ('update_job_heartbeat', 'service_role'),
    ('update_notification_channel', 'authenticated'), ('update_notification_channel', 'service_role')$$,
  'the matrix is complete'
);

select * from finish();
rollback;
