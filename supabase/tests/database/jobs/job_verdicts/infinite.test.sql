-- Infinite instants are judged as what they mean.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('always', 'infinity'), pg_temp.make_job('never', '-infinity'), pg_temp.make_job('future', '9999-01-01');
insert into private.outages (started_at, ended_at) values ('2026-03-01 12:00+00', '2026-03-01 13:00+00');
select results_eq(
  $$select job_name, is_stale from private.job_verdicts('2026-03-05 12:00+00') order by 1$$,
  $$values ('always', false), ('future', false), ('never', true)$$, 'only one that never ran is stale'
);

select * from finish();
rollback;
