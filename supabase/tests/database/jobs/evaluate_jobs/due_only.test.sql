-- A sweep looks at what is due, oldest first, and at most at so many.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('a', '2026-03-01 00:00+00'), pg_temp.make_job('b', '2026-03-01 00:00+00'),
  pg_temp.make_job('c', '2026-03-01 00:00+00');
update job_heartbeats set next_check_at = case job_name
  when 'a' then timestamptz '2026-03-01 12:00:00.000001+00' when 'b' then '2026-03-01 12:00+00' else '2026-03-01 11:00+00' end;
select is(private.evaluate_jobs('2026-03-01 12:00+00', 1), 1, 'one when one is asked for');
select results_eq($$select * from pg_temp.alerts()$$, array['c job-stale open'], 'the one that is due longest');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 1, 'then the one that is due at that instant');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['b job-stale open', 'c job-stale open'], 'one due a microsecond later is left'
);

select * from finish();
rollback;
