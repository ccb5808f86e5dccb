-- One state of each job, the gravest that is true of it.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job(n, '2026-03-01 12:00+00') from unnest(array['fine', 'broken', 'at work', 'resting']) n;
select pg_temp.make_job('late and broken', '2026-02-01 12:00+00'), pg_temp.make_job('late at work', '2026-02-01 12:00+00');
update job_heartbeats set status = case when job_name like '%at work' then 'running' else 'healthy' end,
  consecutive_failures = (job_name like '%broken' or job_name = 'resting')::int, paused = job_name = 'resting';
select results_eq(
  $$select job_name, state from private.job_verdicts('2026-03-01 12:30+00') order by 1$$,
  $$values ('at work', 'running'), ('broken', 'failing'), ('fine', 'healthy'), ('late and broken', 'stale'),
    ('late at work', 'stale'), ('resting', 'paused')$$,
  'paused, stale, failing, running, else healthy'
);

select * from finish();
rollback;
