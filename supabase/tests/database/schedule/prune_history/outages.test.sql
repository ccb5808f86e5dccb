-- Outages are kept for a year.
begin;
select plan(1);
select pg_temp.start_empty();

insert into private.outages (started_at, ended_at)
values ('2025-03-01 10:00+00', '2025-03-01 11:59:59.999999+00'), ('2025-03-01 10:00+00', '2025-03-01 12:00+00');
select private.prune_history('2026-03-01 12:00+00');
select results_eq(
  $$select ended_at from private.outages$$, array[timestamptz '2025-03-01 12:00+00'], 'one that ended a year ago stays'
);

select * from finish();
rollback;
