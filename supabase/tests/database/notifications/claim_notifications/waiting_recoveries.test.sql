-- Channels whose messages wait for an earlier one do not stand in others' way.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('failing ' || n) from generate_series(1, 12) n;
select pg_temp.make_alert('api');
update notifications set attempts = 1, next_attempt_at = clock_timestamp() + interval '1 hour';
update guardian_alerts set resolved_at = now();
update notification_channels set enabled = false;
select pg_temp.make_channel('well');
select pg_temp.make_alert('db');
update notification_channels set enabled = true where source = 'database';
update notification_channels set next_send_at = now() where name = 'well';
select results_eq(
  $$select u #>> '{channel,name}' from jsonb_array_elements(claim_notifications() -> 'units') u$$, array['well'],
  'twelve waiting recoveries do not use up the ten units of a claim'
);
select cmp_ok(
  (claim_notifications() ->> 'next_due_at')::timestamptz, '>', clock_timestamp() + interval '30 s',
  'nor do they count as due'
);

select * from finish();
rollback;
