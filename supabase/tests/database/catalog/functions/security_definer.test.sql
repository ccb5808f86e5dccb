-- These functions run as their owner, and no others.
begin;
select plan(1);

select bag_eq(
  $$select p.oid::regproc::text from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prosecdef$$,
  array[
    'acknowledge_notification',
    'begin_alive_check',
    'check_mesh_heartbeats_and_alert',
    'claim_notifications',
    'claim_tenant',
    'claim_tenants',
    'claim_unhealthy_tenants',
    'collect_metrics',
    'configure_machine_monitor',
    'private.add_tenant_channel',
    'private.add_tenant_run_state',
    'private.add_tenant_settings',
    'finish_alive_check',
    'finish_recovery',
    'private.announce_changed_alerts',
    'private.announce_opened_alerts',
    'private.caller_tenants',
    'private.change_machine_key',
    'private.call_alive_function',
    'private.close_deleted_jobs',
    'private.close_deleted_machines',
    'private.close_deleted_tetrahedrons',
    'private.count_inserted_heartbeats',
    'private.create_channel',
    'private.create_machine',
    'private.follow_renamed_job',
    'private.forget_channel',
    'private.get_interval_setting',
    'private.get_setting',
    'private.is_tenant_member',
    'private.keep_an_owner',
    'private.recheck_jobs_on_setting',
    'private.recheck_machines_on_setting',
    'private.recheck_tetrahedrons_on_setting',
    'private.recorded_outages',
    'private.reschedule_machine_check',
    'private.reschedule_tenant',
    'private.rotate_signing_secret',
    'private.send_test',
    'private.store_signals',
    'private.update_channel',
    'private.validate_check_definition',
    'private.report_alive',
    'private.validate_setting',
    'private.validate_tenant_settings',
    'record_machine_metrics',
    'record_mesh_heartbeat',
    'record_mesh_heartbeats',
    'render_metrics',
    'run_alive_probe',
    'run_healthcheck',
    'run_tenants',
    'trigger_healthcheck',
    'update_job_heartbeat'
  ],
  'the list is complete'
);

select * from finish();
rollback;
