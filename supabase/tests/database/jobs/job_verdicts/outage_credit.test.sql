-- Time during which the database was down does not count.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('before', '2026-03-01 11:30+00'), pg_temp.make_job('during', '2026-03-01 12:15+00'),
  pg_temp.make_job('after', '2026-03-01 13:00+00'), pg_temp.make_job('long before', '2026-03-01 10:00+00');
insert into private.outages (started_at, ended_at) values ('2026-03-01 12:00+00', '2026-03-01 13:00+00');
select results_eq(
  $$select job_name, deadline from private.job_verdicts('2026-03-01 20:00+00') order by 1$$,
  $$values ('after', timestamptz '2026-03-01 14:00+00'), ('before', '2026-03-01 13:30+00'),
    ('during', '2026-03-01 14:00+00'), ('long before', '2026-03-01 12:00+00')$$,
  'a deadline is as much later as the outage lasted after the run'
);
select results_eq(
  $$select job_name from private.job_verdicts('2026-03-01 13:30+00') where is_stale order by 1$$, array['long before'],
  'at the credited deadline a job is not stale'
);
select results_eq(
  $$select job_name from private.job_verdicts('2026-03-01 13:30:00.000001+00') where is_stale order by 1$$,
  array['before', 'long before'], 'a microsecond later it is'
);
insert into private.outages (started_at, ended_at) values ('2026-03-01 13:10+00', '2026-03-01 13:15+00');
select is(
  (select deadline from private.job_verdicts('2026-03-01 20:00+00', array['before'])), '2026-03-01 13:35+00',
  'several outages add up'
);

select * from finish();
rollback;
