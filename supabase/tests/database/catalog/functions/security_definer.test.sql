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
    'create_notification_channel',
    'private.announce_changed_alerts',
    'private.announce_opened_alerts',
    'private.close_deleted_jobs',
    'private.close_deleted_tetrahedrons',
    'private.count_inserted_heartbeats',
    'private.follow_renamed_job',
    'private.forget_channel',
    'private.get_interval_setting',
    'private.get_setting',
    'private.recheck_jobs_on_setting',
    'private.recheck_tetrahedrons_on_setting',
    'private.recorded_outages',
    'private.validate_setting',
    'record_mesh_heartbeat',
    'record_mesh_heartbeats',
    'rotate_channel_signing_secret',
    'run_healthcheck',
    'send_test_notification',
    'trigger_healthcheck',
    'update_job_heartbeat'
  ],
  'the list is complete'
);

select * from finish();
rollback;
