-- A tetrahedron's own series: its heartbeats so far, how long ago the last one was, and whether that is too long.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('fresh', '2026-03-05 11:00+00'), pg_temp.make_tetrahedron('silent', '2026-03-05 10:59:59.999+00'),
  pg_temp.make_tetrahedron('never');
update tetrahedrons set heartbeat_count = 9007199254740993 where name = 'silent';
create function pg_temp.series(family text) returns table (mesh text, value numeric) language sql as $$
  select labels ->> 'name', m.value from private.measure_tetrahedrons('2026-03-05 12:00+00') m
  where m.name = 'heartbase_tetrahedron_' || family order by 1
$$;
select results_eq(
  $$select * from pg_temp.series('stale')$$, $$values ('fresh', 0::numeric), ('never', 0), ('silent', 1)$$,
  'stale from the first moment after the threshold'
);
select results_eq(
  $$select * from pg_temp.series('last_heartbeat_age_seconds')$$,
  $$values ('fresh', 3600.000), ('never', null), ('silent', 3600.001)$$, 'one that was never heard has no age'
);
select results_eq(
  $$select * from pg_temp.series('heartbeats_total')$$,
  $$values ('fresh', 0::numeric), ('never', 0), ('silent', 9007199254740993)$$, 'counts are exact'
);
select bag_eq(
  $$select distinct t.id::text from tetrahedrons t$$,
  $$select distinct labels ->> 'tetrahedron_id' from private.measure_tetrahedrons('2026-03-05 12:00+00')
    where labels ? 'tetrahedron_id'$$, 'each is told by its id'
);

select * from finish();
rollback;
