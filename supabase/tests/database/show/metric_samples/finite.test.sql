-- Numbers that JSON does not know have no value, however they came about.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-05 11:00+00');
create or replace function private.measure_evaluator(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric) language sql stable set search_path = '' as $$
  values ('a', '{}'::jsonb, 'NaN'::numeric), ('b', '{}', 'Infinity'), ('c', '{}', '-Infinity'), ('d', '{}', 1.500), ('e', '{}', -0.25),
    ('f', '{}', 1.00049)
$$;
select results_eq(
  $$select name, value::text from private.metric_samples('2026-03-05 12:00+00') where name !~ '^heartbase' order by 1$$,
  $$values ('a', null), ('b', null), ('c', null), ('d', '1.5'), ('e', '-0.25'), ('f', '1')$$, 'the others stay, to three decimals'
);
select is(
  (select value from private.metric_samples('2026-03-05 12:00+00') where name = 'heartbase_job_last_run_age_seconds'), 3600::numeric,
  'the instant is passed on'
);

select * from finish();
rollback;
