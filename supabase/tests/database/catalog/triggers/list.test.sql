-- What happens by itself when a row changes.
begin;
select plan(2);

select bag_eq(
  $$select t.tgrelid::regclass::text, t.tgname::text collate "default", t.tgfoid::regproc::text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not t.tgisinternal$$,
  $$values
    ('agent_bus_messages', 'agent_bus_messages_broadcast', 'private.broadcast_bus_messages'),
    ('alive_subsystems', 'alive_subsystems_validate', 'private.validate_alive_subsystem'),
    ('app_settings', 'app_settings_recheck_jobs', 'private.recheck_jobs_on_setting'),
    ('app_settings', 'app_settings_recheck_machines', 'private.recheck_machines_on_setting'),
    ('app_settings', 'app_settings_recheck_tetrahedrons', 'private.recheck_tetrahedrons_on_setting'),
    ('app_settings', 'app_settings_reschedule_machine_check', 'private.reschedule_machine_check'),
    ('app_settings', 'app_settings_validate', 'private.validate_setting'),
    ('check_definitions', 'check_definitions_check_words', 'private.validate_check_words'),
    ('check_definitions', 'check_definitions_touch', 'private.touch_updated_at'),
    ('check_definitions', 'check_definitions_validate', 'private.validate_check_definition'),
    ('check_remediations', 'check_remediations_find_check', 'private.find_remedied_check'),
    ('check_remediations', 'check_remediations_touch', 'private.touch_updated_at'),
    ('guardian_alerts', 'guardian_alerts_announce_changed', 'private.announce_changed_alerts'),
    ('guardian_alerts', 'guardian_alerts_announce_opened', 'private.announce_opened_alerts'),
    ('guardian_alerts', 'guardian_alerts_fill_tetrahedron', 'private.fill_alert_tetrahedron'),
    ('guardian_alerts', 'guardian_alerts_find_tenant', 'private.fill_alert_tenant'),
    ('guardian_alerts', 'guardian_alerts_keep_resolved', 'private.keep_alert_resolved'),
    ('guardian_alerts', 'guardian_alerts_stamp_edit', 'private.stamp_alert_edit'),
    ('heartbeat_executions', 'heartbeat_executions_end_failed_recoveries', 'private.end_failed_recoveries'),
    ('heartbeat_executions', 'heartbeat_executions_keep_insights', 'private.keep_insights'),
    ('heartbeat_executions', 'heartbeat_executions_publish', 'private.publish_results'),
    ('job_heartbeats', 'job_heartbeats_close_deleted', 'private.close_deleted_jobs'),
    ('job_heartbeats', 'job_heartbeats_follow_rename', 'private.follow_renamed_job'),
    ('job_heartbeats', 'job_heartbeats_follow_rename_on_pages', 'private.follow_renamed_component'),
    ('job_heartbeats', 'job_heartbeats_recheck', 'private.recheck_job'),
    ('machines', 'machines_close_deleted', 'private.close_deleted_machines'),
    ('machines', 'machines_recheck', 'private.recheck_machine'),
    ('mesh_heartbeats', 'mesh_heartbeats_count_inserted', 'private.count_inserted_heartbeats'),
    ('notification_channels', 'notification_channels_forget', 'private.forget_channel'),
    ('notification_channels', 'notification_channels_touch', 'private.touch_channel'),
    ('private.remediation_actions', 'remediation_actions_validate', 'private.validate_remediation_action'),
    ('private.signal_sources', 'signal_sources_validate', 'private.validate_signal_source'),
    ('status_page_components', 'status_page_components_validate', 'private.validate_status_component'),
    ('status_page_notices', 'status_page_notices_validate', 'private.validate_status_notice'),
    ('status_page_updates', 'status_page_updates_apply', 'private.apply_status_update'),
    ('status_pages', 'status_pages_validate', 'private.validate_status_page'),
    ('tenant_members', 'tenant_members_follow_owners', 'private.follow_owners'),
    ('silences', 'silences_settle_changed', 'private.settle_silences'),
    ('silences', 'silences_settle_deleted', 'private.settle_silences'),
    ('silences', 'silences_settle_made', 'private.settle_silences'),
    ('tenant_members', 'tenant_members_keep_an_owner', 'private.keep_an_owner'),
    ('tenant_members', 'tenant_members_validate', 'private.validate_tenant_member'),
    ('tenant_roles', 'tenant_roles_validate', 'private.validate_tenant_settings'),
    ('tenant_settings', 'tenant_settings_reschedule', 'private.reschedule_tenant'),
    ('tenant_settings', 'tenant_settings_touch', 'private.touch_updated_at'),
    ('tenant_settings', 'tenant_settings_validate', 'private.validate_tenant_settings'),
    ('tenant_settings', 'tenant_settings_validate_checks', 'private.validate_tenant_checks'),
    ('tenants', 'tenants_add_run_state', 'private.add_tenant_run_state'),
    ('tenants', 'tenants_add_settings', 'private.add_tenant_settings'),
    ('tenants', 'tenants_touch', 'private.touch_updated_at'),
    ('tenants', 'tenants_validate', 'private.validate_tenant'),
    ('tetrahedrons', 'tetrahedrons_close_deleted', 'private.close_deleted_tetrahedrons'),
    ('tetrahedrons', 'tetrahedrons_recheck', 'private.recheck_tetrahedron'),
    ('tetrahedrons', 'tetrahedrons_validate', 'private.validate_tetrahedron')$$,
  'the list is complete'
);
select is_empty(
  $$select p.oid::regproc from pg_proc p
    where p.prorettype = 'trigger'::regtype and p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not exists (select from pg_trigger t where t.tgfoid = p.oid)$$,
  'and there is no trigger function without a trigger'
);

select * from finish();
rollback;
