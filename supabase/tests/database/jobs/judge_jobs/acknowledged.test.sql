-- An acknowledged alert is not reminded of, unless somebody re-arms it; its end is told.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select acknowledge_alert(id) from guardian_alerts;
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 0, 'after six hours there is no reminder');
select is((select next_check_at from job_heartbeats), '2026-03-01 18:00+00', 'it is looked at again all the same');
update job_heartbeats set last_alert_at = null;
select is(private.evaluate_jobs('2026-03-01 12:30+00', 1, 'backup'), 1, 'a last_alert_at of null wins over the acknowledgement');
update job_heartbeats set last_run_at = '2026-03-01 13:00+00';
select private.evaluate_jobs('2026-03-01 13:01+00', 1, 'backup');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened backup delivered', 'ops: reminder 1 backup cancelled', 'ops: resolved backup pending'],
  'its end is told'
);

select * from finish();
rollback;
