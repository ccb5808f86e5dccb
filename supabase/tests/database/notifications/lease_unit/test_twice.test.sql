-- A test whose sender died is sent once more, and no more often.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select send_test_notification(ops_id) from channels;
update notifications set next_attempt_at = '2026-03-01 12:00+00';
select is((select (pg_temp.lease(ops_id, '2026-03-01 12:00+00') ->> 'attempt')::int from channels), 1, 'the first sender dies');
select is(
  (select (pg_temp.lease(ops_id, '2026-03-01 12:01+00') ->> 'attempt')::int from channels), 2, 'a second gets it after the lease'
);
select is((select pg_temp.lease(ops_id, '2026-03-01 12:02+00') from channels), null, 'a third does not');
select private.sweep_notifications('2026-03-01 12:02+00');
select results_eq(
  $$select state, last_error from notifications$$, $$values ('dead', 'All attempts are spent.')$$, 'it ends with its reason'
);

select * from finish();
rollback;
