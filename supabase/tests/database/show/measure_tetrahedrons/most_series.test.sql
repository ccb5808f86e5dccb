-- The worst have series of their own, and what is left out is counted.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('paused', '2026-03-01 12:00+00'), pg_temp.make_tetrahedron('fresh', '2026-03-05 11:59+00'),
  pg_temp.make_tetrahedron('older', '2026-03-05 11:30+00'), pg_temp.make_tetrahedron('strict', '2026-03-05 11:50+00', stale_after => '5 minutes'),
  pg_temp.make_tetrahedron('silent', '2026-03-05 09:00+00'), pg_temp.make_tetrahedron('new');
update tetrahedrons set paused = true where name = 'paused';
update tetrahedrons set created_at = '2026-03-05 11:58+00' where name = 'new';
create function pg_temp.chosen(max_series integer) returns setof text language sql as $$
  insert into app_settings (key, value) values ('metrics_max_series', chosen.max_series::text)
  on conflict (key) do update set value = excluded.value;
  select labels ->> 'name' from private.measure_tetrahedrons('2026-03-05 12:00+00') where name = 'heartbase_tetrahedron_stale';
$$;
create function pg_temp.omitted() returns numeric language sql as $$
  select value from private.measure_tetrahedrons('2026-03-05 12:00+00')
  where name = 'heartbase_metrics_series_omitted' and labels = '{"kind": "tetrahedron"}'
$$;
select bag_eq($$select pg_temp.chosen(4)$$, array['silent', 'strict', 'new', 'older'], 'the stale, then the longest silent');
select is(pg_temp.omitted(), 2::numeric, 'the others are counted');
select bag_eq($$select pg_temp.chosen(5)$$, array['silent', 'strict', 'new', 'older', 'fresh'], 'the paused last');
select is(
  (select value from private.measure_tetrahedrons('2026-03-05 12:00+00')
    where name = 'heartbase_tetrahedrons' and labels = '{"state": "paused"}'), 1::numeric, 'counts by state leave nobody out'
);

select * from finish();
rollback;
