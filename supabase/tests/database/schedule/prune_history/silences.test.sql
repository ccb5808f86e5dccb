-- Silences that are over are kept as long as resolved alerts.
begin;
select plan(2);
select pg_temp.start_empty();

insert into silences (reason, starts_at, ends_at) values
  ('older', '2025-02-01', '2025-03-01 11:59:59.999999+00'), ('old', '2025-02-01', '2025-03-01 12:00+00'),
  ('current', '2026-02-01', '2026-03-02');
select is(private.prune_history('2026-03-01 12:00+00') ->> 'silences', '1', 'one that ended before that goes');
select results_eq($$select reason from silences order by 1$$, array['current', 'old'], 'one that ended 365 days ago and a current one stay');

select * from finish();
rollback;
