-- The worst have series of their own, and what is left out is counted.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_machine('disabled', '2026-03-01 12:00+00', status => 'offline'), pg_temp.make_machine('fresh', '2026-03-05 12:00+00'),
  pg_temp.make_machine('older', '2026-03-05 11:59+00'), pg_temp.make_machine('down', '2026-03-05 11:59:30+00', status => 'offline');
update machines set is_enabled = false where name = 'disabled';
create function pg_temp.chosen(max_series integer) returns setof text language sql as $$
  insert into app_settings (key, value) values ('metrics_max_series', chosen.max_series::text)
  on conflict (key) do update set value = excluded.value;
  select labels ->> 'name' from private.measure_machines('2026-03-05 12:00+00') where name = 'heartbase_machine_online';
$$;
select bag_eq($$select pg_temp.chosen(1)$$, array['down'], 'the offline first');
select bag_eq($$select pg_temp.chosen(2)$$, array['down', 'older'], 'then the longest silent');
select results_eq(
  $$select value from private.measure_machines('2026-03-05 12:00+00') where labels = '{"kind": "machine"}'$$, array[2::numeric], 'the others are counted'
);
select bag_eq($$select pg_temp.chosen(3)$$, array['down', 'older', 'fresh'], 'the disabled last');

select * from finish();
rollback;
