-- What is due to a channel that is off ends as cancelled.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('now'), pg_temp.make_alert('later');
update notifications n
set next_attempt_at = case a.subject_id when 'now' then '2026-03-01 12:00+00' else '2026-03-01 12:00:00.000001+00' end::timestamptz
from guardian_alerts a where a.id = n.alert_id;
update notification_channels set enabled = false;
select is(private.sweep_notifications('2026-03-01 12:00+00'), 0, 'it is not counted as dead');
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened later pending', 'ops: opened now cancelled'],
  'what is not due yet may still see the channel on again'
);

select * from finish();
rollback;
