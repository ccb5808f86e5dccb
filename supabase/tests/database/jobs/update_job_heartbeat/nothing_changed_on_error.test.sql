-- A heartbeat that is refused changes nothing.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
select to_jsonb(j) as job into temp before from job_heartbeats j;
select throws_ok($$select update_job_heartbeat('backup', 'failed', '[]')$$, '22023', 'invalid_metadata', 'bad metadata');
select throws_ok($$select update_job_heartbeat('backup', repeat('x', 101))$$, '22023', 'invalid_status', 'bad status');
select results_eq($$select to_jsonb(j) from job_heartbeats j$$, $$select job from before$$, 'the job is as it was');

select * from finish();
rollback;
