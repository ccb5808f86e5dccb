-- However big a storm, a claim stays within what the API's statement time-out allows.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
-- Without triggers and foreign keys, which cost most of the time here.
set local session_replication_role = replica;
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'service', 's' || n, 's', 'down', 'critical', 'm' from generate_series(1, 20001) n;
insert into notifications (alert_id, channel_id, event) select a.id, ops_id, 'opened' from guardian_alerts a, channels;
insert into notifications (alert_id, channel_id, event) select a.id, spare_id, 'opened' from guardian_alerts a, channels limit 1;
set local session_replication_role = origin;
update notification_channels set next_send_at = '2026-03-01' where name = 'spare';
analyze guardian_alerts, notifications;
select is(
  (select jsonb_agg(u -> 'count') from jsonb_array_elements(claim_notifications() -> 'units') u), '[20000]'::jsonb,
  'a claim ends with 20,000 notifications, though another channel waits'
);
update notification_channels set next_send_at = '-infinity';
-- However long that took, the lease lasts.
set local session_replication_role = replica;
update notifications set next_attempt_at = 'infinity' where state = 'leased';
set local session_replication_role = origin;
select is(
  (select jsonb_agg(u -> 'count') from jsonb_array_elements(claim_notifications() -> 'units') u), '[1, 1]'::jsonb,
  'that one and what is over come with the next'
);

select * from finish();
rollback;
