-- Instants that are not finite break nothing: no age is reckoned from them.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('always', 'infinity'), pg_temp.make_job('never', '-infinity'), pg_temp.make_job('future', '9999-01-01');
create function pg_temp.of(family text) returns table (job text, value numeric) language sql as $$
  select labels ->> 'job_name', m.value from private.metric_samples('2026-03-05 12:00+00') m
  where m.name = 'heartbase_job_' || family order by 1
$$;
select results_eq($$select * from pg_temp.of('stale')$$, $$values ('always', 0::numeric), ('future', 0), ('never', 1)$$, 'they are judged');
select results_eq(
  $$select job, value < 0 from pg_temp.of('last_run_age_seconds')$$, $$values ('always', null), ('future', true), ('never', null)$$,
  'a run to come has a negative age, an infinite one has none'
);
select results_eq(
  $$select job, value > 0 from pg_temp.of('deadline_seconds')$$, $$values ('always', null), ('future', true), ('never', null)$$,
  'nor a deadline'
);

select * from finish();
rollback;
