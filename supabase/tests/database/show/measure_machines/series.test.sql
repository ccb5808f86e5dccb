-- A machine's own series: when it was seen, whether it is online and enabled, and what it last reported.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_machine('db', '2026-03-05 11:50+00', status => 'offline'), pg_temp.make_machine('new'),
  pg_temp.make_machine('web', '2026-03-05 11:59:55.5+00');
update machines set cpu_pct = 12.3, mem_used_pct = 50, disk_used_pct = 99.9, heartbeat_count = 42;
create function pg_temp.series(machine text) returns table (family text, value numeric) language sql as $$
  select substring(m.name from 'heartbase_machine_(.*)'), m.value from private.measure_machines('2026-03-05 12:00+00') m
  where m.labels ->> 'name' = series.machine order by 1
$$;
select results_eq(
  $$select * from pg_temp.series('web')$$,
  $$values ('cpu_percent', 12.3), ('disk_percent', 99.9), ('enabled', 1), ('heartbeats_total', 42), ('last_seen_age_seconds', 4.5),
    ('memory_percent', 50), ('online', 1)$$, 'each has one sample in each family'
);
select results_eq(
  $$select m.name, s.family, s.value from (values ('db'), ('new')) m(name), pg_temp.series(m.name) s
    where s.family in ('cpu_percent', 'last_seen_age_seconds', 'online') order by 1, 2$$,
  $$values ('db', 'cpu_percent', null::numeric), ('db', 'last_seen_age_seconds', 600), ('db', 'online', 0),
    ('new', 'cpu_percent', null), ('new', 'last_seen_age_seconds', null), ('new', 'online', 0)$$,
  'an offline one has no load, and one that was never seen no age'
);

select * from finish();
rollback;
