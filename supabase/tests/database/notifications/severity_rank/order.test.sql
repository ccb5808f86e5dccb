-- Severities are ordered.
begin;
select plan(1);
select pg_temp.start_empty();

select results_eq(
  $$select s from unnest(array['critical', 'info', 'warning']) s order by private.severity_rank(s)$$,
  array['info', 'warning', 'critical'], 'info is below warning is below critical'
);

select * from finish();
rollback;
