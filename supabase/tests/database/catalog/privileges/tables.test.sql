-- Which role may do what with which table or view.
begin;
select plan(1);

select bag_eq(
  $$select c.oid::regclass::text, r.role, string_agg(p.privilege, ', ' order by p.position)
    from pg_class c, unnest(array['anon', 'authenticated', 'service_role', 'app_service']) r(role),
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'])
        with ordinality p(privilege, position)
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_table_privilege(r.role, c.oid, p.privilege)
    group by 1, 2$$,
  $$values
    ('agent_bus_messages', 'authenticated', 'select'),
    ('agent_bus_messages', 'service_role', 'select'),
    ('alive_subsystems', 'authenticated', 'select, delete'),
    ('alive_subsystems', 'service_role', 'select, insert, update, delete'),
    ('app_settings', 'authenticated', 'select, insert, update, delete'),
    ('app_settings', 'service_role', 'select, insert, update, delete'),
    ('check_definitions', 'authenticated', 'select, delete'),
    ('check_definitions', 'service_role', 'select, insert, update, delete'),
    ('guardian_alerts', 'authenticated', 'select'),
    ('guardian_alerts', 'service_role', 'select, insert, update, delete'),
    ('healthcheck_healthy_jobs', 'authenticated', 'select'),
    ('healthcheck_healthy_jobs', 'service_role', 'select'),
    ('healthcheck_jobs', 'authenticated', 'select'),
    ('healthcheck_jobs', 'service_role', 'select'),
    ('healthcheck_recent_alerts', 'authenticated', 'select'),
    ('healthcheck_recent_alerts', 'service_role', 'select'),
    ('healthcheck_stale_jobs', 'authenticated', 'select'),
    ('healthcheck_stale_jobs', 'service_role', 'select'),
    ('healthcheck_summary', 'authenticated', 'select'),
    ('healthcheck_summary', 'service_role', 'select'),
    ('healthcheck_suppressed_jobs', 'authenticated', 'select'),
    ('healthcheck_suppressed_jobs', 'service_role', 'select'),
    ('heartbeat_executions', 'authenticated', 'select'),
    ('heartbeat_executions', 'service_role', 'select, insert, update, delete'),
    ('heartbeat_failures', 'authenticated', 'select'),
    ('heartbeat_failures', 'service_role', 'select, insert, update, delete'),
    ('heartbeat_notifications', 'authenticated', 'select'),
    ('heartbeat_notifications', 'service_role', 'select, insert, update, delete'),
    ('job_heartbeats', 'authenticated', 'select, insert, update, delete'),
    ('job_heartbeats', 'service_role', 'select, insert, update, delete'),
    ('machine_metrics', 'authenticated', 'select'),
    ('machine_metrics', 'service_role', 'select, insert, update, delete'),
    ('machine_offline_notifications', 'authenticated', 'select'),
    ('machine_offline_notifications', 'service_role', 'select, insert, update, delete'),
    ('machines', 'authenticated', 'select, delete'),
    ('machines', 'service_role', 'select, insert, update, delete'),
    ('mesh_heartbeats', 'authenticated', 'select'),
    ('mesh_heartbeats', 'service_role', 'select, insert, update, delete'),
    ('notification_channel_status', 'authenticated', 'select'),
    ('notification_channel_status', 'service_role', 'select'),
    ('notification_channels', 'authenticated', 'select, delete'),
    ('notification_channels', 'service_role', 'select, insert, update, delete'),
    ('notifications', 'authenticated', 'select'),
    ('notifications', 'service_role', 'select, insert, update, delete'),
    ('playbook_events', 'authenticated', 'select'),
    ('playbook_events', 'service_role', 'select, insert, update, delete'),
    ('tenant_check_states', 'authenticated', 'select'),
    ('tenant_check_states', 'service_role', 'select, insert, update, delete'),
    ('tenant_insights', 'authenticated', 'select'),
    ('tenant_insights', 'service_role', 'select, insert, update, delete'),
    ('tenant_members', 'authenticated', 'select, delete'),
    ('tenant_members', 'service_role', 'select, insert, update, delete'),
    ('tenant_roles', 'authenticated', 'select'),
    ('tenant_roles', 'service_role', 'select, insert, update, delete'),
    ('tenant_settings', 'authenticated', 'select'),
    ('tenant_settings', 'service_role', 'select, insert, update, delete'),
    ('tenant_signals', 'authenticated', 'select'),
    ('tenant_signals', 'service_role', 'select, insert, update, delete'),
    ('tenants', 'authenticated', 'select'),
    ('tenants', 'service_role', 'select, insert, update, delete'),
    ('tetrahedrons', 'authenticated', 'select'),
    ('tetrahedrons', 'service_role', 'select, insert, update, delete'),
    ('users', 'authenticated', 'select, insert, update, delete'),
    ('users', 'service_role', 'select, insert, update, delete')$$,
  'the matrix is complete; private tables are not in it'
);

select * from finish();
rollback;
