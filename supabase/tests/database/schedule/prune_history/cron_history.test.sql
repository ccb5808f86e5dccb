-- pg_cron's history, which nobody else prunes, is kept for seven days.
begin;
select plan(2);
select pg_temp.start_empty();

insert into cron.job_run_details (runid, status, end_time, username)
values (-1, 'succeeded', '2026-02-22 11:59:59.999999+00', current_user), (-2, 'succeeded', '2026-02-22 12:00+00', current_user),
  (-3, 'running', null, current_user);
insert into cron.job_run_details (runid, status, start_time, username)
values (-4, 'running', '2026-02-22 11:59:59.999999+00', current_user), (-5, 'running', '2026-02-22 12:00+00', current_user);
select is(
  private.prune_history('2026-03-01 12:00+00') ->> 'cron_runs', '2', 'an older run goes, and so does one that never ended'
);
select results_eq(
  $$select runid from cron.job_run_details order by 1$$, array[-5::bigint, -3, -2],
  'one of seven days ago and one under way stay'
);

select * from finish();
rollback;
