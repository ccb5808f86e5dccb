-- A job's own series: when it ran, when it must run, whether it is late or failing, and how long it takes.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-05 11:30+00', '1 hour', '10 minutes'), pg_temp.make_job('etl', '2026-03-05 10:00+00');
update job_heartbeats set heartbeat_count = 12, last_duration = '1 minute 30.5 seconds' where job_name = 'backup';
update job_heartbeats set heartbeat_count = 3, consecutive_failures = 2 where job_name = 'etl';
select results_eq(
  $$select labels ->> 'job_name', substring(name from 'heartbase_job_(.*)'), value from private.measure_jobs('2026-03-05 12:00+00')
    where labels ? 'job_name' order by 1, 2$$,
  $$values
    ('backup', 'consecutive_failures', 0::numeric), ('backup', 'deadline_seconds', 2400), ('backup', 'failing', 0),
    ('backup', 'heartbeats_total', 12), ('backup', 'last_duration_seconds', 90.5), ('backup', 'last_run_age_seconds', 1800),
    ('backup', 'stale', 0),
    ('etl', 'consecutive_failures', 2), ('etl', 'deadline_seconds', -3600), ('etl', 'failing', 1),
    ('etl', 'heartbeats_total', 3), ('etl', 'last_duration_seconds', null), ('etl', 'last_run_age_seconds', 7200),
    ('etl', 'stale', 1)$$,
  'each has one sample in each family'
);

select * from finish();
rollback;
