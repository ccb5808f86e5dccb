-- Once a night the sizes and counters are kept that checks compare with.
begin;
select plan(4);
select pg_temp.start_empty();

create temporary table before as select pg_database_size(current_database()) as size;
select is(private.sample_platform('2026-03-01 03:17+00'), 4, 'one sample of each metric');
select results_eq(
  $$select metric from private.platform_samples order by 1$$, array['blocks_hit', 'blocks_read', 'database_size', 'deadlocks'],
  'of the database; this one has no Storage'
);
select ok(
  (select s.value between b.size and pg_database_size(current_database()) from private.platform_samples s, before b where s.metric = 'database_size'),
  'its size is exact'
);
select is(private.sample_platform('2026-03-01 03:17+00'), 0, 'sampling twice at one instant changes nothing');

select * from finish();
rollback;
