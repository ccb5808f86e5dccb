-- When a job is looked at again.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('well', '2026-03-01 12:00+00', '1 hour', '5 minutes');
select pg_temp.make_job('stale', '2026-03-01 09:00+00');
select pg_temp.make_job('failing', '2026-03-01 12:00+00');
select pg_temp.make_job('failing rarely', '2026-03-01 12:00+00', '24 hours');
select pg_temp.make_job('paused', '2026-03-01 09:00+00');
select pg_temp.make_job('silenced', '2026-03-01 09:00+00');
update job_heartbeats set next_check_at = '-infinity', consecutive_failures = (job_name like 'failing%')::int,
  paused = job_name = 'paused', last_alert_at = case job_name when 'silenced' then timestamptz '2026-03-01 11:00+00' end;
update job_heartbeats set next_check_at = '-infinity';
select private.evaluate_jobs('2026-03-01 12:30+00');
select results_eq(
  $$select job_name, next_check_at from job_heartbeats order by 1$$,
  $$values ('failing', timestamptz '2026-03-01 13:00+00'), ('failing rarely', '2026-03-01 18:30+00'), ('paused', 'infinity'),
    ('silenced', '2026-03-01 17:00+00'), ('stale', '2026-03-01 18:30+00'), ('well', '2026-03-01 13:05+00')$$,
  'at its deadline, or when it may be reminded of; never while paused'
);

select * from finish();
rollback;
