-- The repeat interval is a setting, and a job's own goes before it.
begin;
select plan(3);
select pg_temp.start_empty();

insert into app_settings values ('alert_repeat_after', '2 hours');
select pg_temp.make_job('setting', '2026-03-01 00:00+00'), pg_temp.make_job('own', '2026-03-01 00:00+00');
update job_heartbeats set alert_repeat_after = '10 minutes' where job_name = 'own';
select private.evaluate_jobs('2026-03-01 06:00+00', 1, job_name) from job_heartbeats;
select results_eq(
  $$select job_name, next_check_at from job_heartbeats order by 1$$,
  $$values ('own', timestamptz '2026-03-01 06:10+00'), ('setting', '2026-03-01 08:00+00')$$, 'each is looked at when it is due'
);
select is(private.evaluate_jobs('2026-03-01 07:59+00'), 1, 'one is reminded of');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['own job-stale open, reminded 1', 'setting job-stale open'], 'its own'
);

select * from finish();
rollback;
