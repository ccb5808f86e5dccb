-- A recovery waits for its opening though its transaction, and so its created_at, began earlier.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('backup', now() - interval '2 hours');
-- The evaluator's transaction began a second after this one, and was the first to end.
select private.evaluate_jobs(now() + interval '1 second');
update notifications set created_at = now() + interval '1 second', attempts = 1, next_attempt_at = now() + interval '1 minute';
select update_job_heartbeat('backup');
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened backup pending', 'ops: resolved backup pending'],
  'the opening is being retried, and its end is to be told'
);
select ok(
  (select min(created_at) filter (where event = 'resolved') < min(created_at) filter (where event = 'opened') from notifications),
  'the recovery has the earlier time'
);
select ok((select bool_and(resolved_at >= created_at) from guardian_alerts), 'yet no alert ends before it began');
select is((select pg_temp.lease(ops_id) from channels), null, 'it does not go out before the opening');
select is(private.next_delivery_at(), now() + interval '1 minute', 'nor does it call for a sender');
select is(
  (select pg_temp.lease(ops_id, now() + interval '1 minute') #>> '{notifications,0,event}' from channels), 'opened',
  'the opening goes first'
);

select * from finish();
rollback;
