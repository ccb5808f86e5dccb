-- A silence that has begun since a message was enqueued holds it, as long as nobody has tried to send it.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as id into temp ops;
select pg_temp.make_alert('api'), pg_temp.make_alert('tried');
update notifications n set attempts = 1 from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'tried';
select pg_temp.make_silence(null, '2026-03-01 13:00+00', '2026-03-01 12:00+00');
update notifications set next_attempt_at = '2026-03-01 11:00+00';
select is(private.hold_notifications('2026-03-01 11:59:59.999999+00'), 0, 'not before it begins');
select is(private.hold_notifications('2026-03-01 12:00+00'), 1, 'one at the instant that it begins');
select results_eq(
  $$select a.subject_id, n.held_until from notifications n join guardian_alerts a on a.id = n.alert_id where n.held_by is not null$$,
  $$values ('api', timestamptz '2026-03-01 13:00+00')$$, 'what was tried goes on'
);
select is(private.hold_notifications('2026-03-01 12:00+00'), 0, 'what is held is not held again');
select is(
  (select count(*) from notifications where state = 'pending' and next_attempt_at <= '2026-03-01 12:59:59.999999+00'), 1::bigint,
  'until just before its end'
);
select is(private.hold_notifications('2026-03-01 13:00+00'), 0, 'at its end it holds nothing');

select * from finish();
rollback;
