-- A percentage that is no number breaks nothing.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_machine('web', '2026-03-05 12:00+00');
update machines set cpu_pct = 'NaN', mem_used_pct = 'Infinity', disk_used_pct = '-Infinity';
select is_empty(
  $$select name from private.metric_samples('2026-03-05 12:00+00') where name ~ '_percent$' and value is not null$$, 'it has no value'
);

select * from finish();
rollback;
