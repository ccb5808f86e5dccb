-- Every machine is in one state; every state is counted, also those that nobody is in.
begin;
select plan(2);
select pg_temp.start_empty();

create function pg_temp.states() returns table (state text, value numeric) language sql as $$
  select labels ->> 'state', m.value from private.measure_machines('2026-03-05 12:00+00') m
  where m.name = 'heartbase_machines' order by 1
$$;
select results_eq($$select * from pg_temp.states()$$, $$values ('disabled', 0::numeric), ('offline', 0), ('online', 0)$$, 'none at first');
select pg_temp.make_machine('web', '2026-03-05 12:00+00'), pg_temp.make_machine('new'), pg_temp.make_machine('old', '2026-03-05 12:00+00'),
  pg_temp.make_machine('db', '2026-03-05 11:00+00', status => 'offline');
update machines set is_enabled = false where name = 'old';
select results_eq(
  $$select * from pg_temp.states()$$, $$values ('disabled', 1::numeric), ('offline', 2), ('online', 1)$$, 'disabled before all else'
);

select * from finish();
rollback;
