-- The worst have series of their own, and what is left out is counted.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('paused', '2026-03-01 12:00+00'), pg_temp.make_job('fresh', '2026-03-05 11:50+00'),
  pg_temp.make_job('failing', '2026-03-05 11:55+00'), pg_temp.make_job('older', '2026-03-05 11:30+00'),
  pg_temp.make_job('stale', '2026-03-05 10:00+00');
update job_heartbeats set paused = true where job_name = 'paused';
update job_heartbeats set consecutive_failures = 1 where job_name = 'failing';
insert into app_settings (key, value) values ('metrics_max_series', '3');
select bag_eq(
  $$select labels ->> 'job_name' from private.measure_jobs('2026-03-05 12:00+00') where name = 'heartbase_job_stale'$$,
  array['stale', 'failing', 'older'], 'the stale, the failing, then the longest silent'
);
select results_eq(
  $$select value from private.measure_jobs('2026-03-05 12:00+00')
    where name = 'heartbase_metrics_series_omitted' and labels = '{"kind": "job"}'$$, array[2::numeric], 'the others are counted'
);
select is(
  (select sum(value) from private.measure_jobs('2026-03-05 12:00+00') where name = 'heartbase_jobs'), 5::numeric,
  'counts by state leave nobody out'
);

select * from finish();
rollback;
