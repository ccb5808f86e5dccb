-- The rate is that of five full minutes; the current minute is not yet one of them.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-05 12:00+00'), pg_temp.make_tetrahedron('work', '2026-03-05 12:00+00');
insert into mesh_heartbeats (tetrahedron_id, source, created_at)
select t.id, 'device', b.at::timestamptz
from tetrahedrons t, unnest(array[
  '2026-03-05 11:54:59.999999+00', '2026-03-05 11:55:00+00', '2026-03-05 11:57:30+00', '2026-03-05 11:59:59.999999+00',
  '2026-03-05 12:00:00+00'
]) b(at)
where t.name = 'family';

create function pg_temp.rates(now_at timestamptz) returns table (mesh text, per_minute numeric) language sql as $$
  select labels ->> 'name', value from private.measure_tetrahedrons(rates.now_at)
  where name = 'heartbase_tetrahedron_heartbeats_per_minute' order by 1
$$;
select results_eq(
  $$select * from pg_temp.rates('2026-03-05 12:00:00+00')$$, $$values ('family', 0.6), ('work', 0.0)$$,
  'from the first instant of the first minute to the last of the last, and 0 for whom nothing came'
);
select results_eq(
  $$select * from pg_temp.rates('2026-03-05 12:00:59.999999+00')$$, $$values ('family', 0.6), ('work', 0.0)$$,
  'the same all through the current minute'
);
select results_eq(
  $$select * from pg_temp.rates('2026-03-05 12:01:00+00')$$, $$values ('family', 0.6), ('work', 0.0)$$,
  'and a minute on when it has ended'
);

select * from finish();
rollback;
