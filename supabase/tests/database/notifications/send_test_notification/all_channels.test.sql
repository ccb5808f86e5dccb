-- A test goes to every enabled channel of the project, whatever its filters.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops'), pg_temp.make_channel('off'), pg_temp.make_channel('jobs only');
select pg_temp.make_channel('owned', 'slack', pg_temp.make_user('owner@example.com'));
update notification_channels set enabled = false where name = 'off';
update notification_channels set subject_kinds = '{job}', min_severity = 'critical' where name = 'jobs only';
select send_test_notification() as answer into temp sent;
select results_eq(
  $$select * from pg_temp.outbox()$$, array['jobs only: test heartbase pending', 'ops: test heartbase pending'],
  'neither one that is off nor a user''s gets it'
);
select is((select (answer ->> 'notifications')::int from sent), 2, 'the answer counts them');
select results_eq(
  $$select id, resolved_at is not null, alert_type from guardian_alerts$$,
  $$select (answer ->> 'alert_id')::uuid, true, 'test' from sent$$, 'its alert is resolved from the start'
);

select * from finish();
rollback;
