-- A last attempt that nobody reported on is dead when its lease ends.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('api');
update notifications set attempts = 10, next_attempt_at = '2026-03-01 12:00+00' from channels where channel_id = ops_id;
select pg_temp.lease(ops_id, '2026-03-01 12:00+00') from channels;
select is(private.sweep_notifications('2026-03-01 12:00:59.999999+00'), 0, 'before that it is under way');
select is(private.sweep_notifications('2026-03-01 12:01+00'), 1, 'at that instant it dies');
select results_eq(
  $$select state, last_error from notifications, channels where channel_id = ops_id$$,
  $$values ('dead', 'All attempts are spent.')$$, 'with the reason'
);
select is(
  (select count(*) from guardian_alerts where alert_type = 'delivery-failed'), 1::bigint, 'and the other channels hear of it'
);

select * from finish();
rollback;
