-- These functions run as their owner, and no others.
begin;
select plan(1);

select bag_eq(
  $$select p.oid::regproc::text from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prosecdef$$,
  array[
    'acknowledge_notification',
    'check_mesh_heartbeats_and_alert',
    'claim_notifications',
    'collect_metrics',
    'configure_machine_monitor',
    'private.announce_changed_alerts',
    'private.announce_opened_alerts',
    'private.change_machine_key',
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
    'private.recheck_jobs_on_setting',
    'private.recheck_machines_on_setting',
    'private.recheck_tetrahedrons_on_setting',
    'private.recorded_outages',
    'private.rotate_signing_secret',
    'private.send_test',
    'private.update_channel',
    'private.reschedule_machine_check',
    'private.validate_setting',
    'record_machine_metrics',
    'record_mesh_heartbeat',
    'record_mesh_heartbeats',
    'render_metrics',
    'run_healthcheck',
    'trigger_healthcheck',
    'update_job_heartbeat'
  ],
  'the list is complete'
);

select * from finish();
rollback;
