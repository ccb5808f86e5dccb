-- An open alert ends with its job.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('a', '2026-03-01 00:00+00'), pg_temp.make_job('b', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
update notifications set state = 'delivered';
select pg_temp.sign_in_as_admin();
delete from job_heartbeats where job_name = 'a';
select pg_temp.sign_out();
select results_eq(
  $$select subject_id, auto_resolved, resolution from guardian_alerts where resolved_at is not null$$,
  $$values ('a', true, 'The job was deleted.')$$, 'the alert resolves with the reason'
);
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%resolved%'$$, array['ops: resolved a pending'], 'and its end is told'
);

select * from finish();
rollback;
