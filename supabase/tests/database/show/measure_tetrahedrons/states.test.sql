-- Every tetrahedron is in one state; every state is counted, also those that nobody is in.
begin;
select plan(3);
select pg_temp.start_empty();

create function pg_temp.states() returns table (state text, value numeric) language sql as $$
  select labels ->> 'state', m.value from private.measure_tetrahedrons('2026-03-05 12:00+00') m
  where m.name = 'heartbase_tetrahedrons' order by 1
$$;
select results_eq(
  $$select * from pg_temp.states()$$, $$values ('healthy', 0::numeric), ('paused', 0), ('stale', 0), ('waiting', 0)$$, 'none at first'
);
select pg_temp.make_tetrahedron('fresh', '2026-03-05 11:30+00'), pg_temp.make_tetrahedron('silent', '2026-03-05 09:00+00'),
  pg_temp.make_tetrahedron('quiet', '2026-03-05 09:00+00'), pg_temp.make_tetrahedron('never'), pg_temp.make_tetrahedron('new');
update tetrahedrons set paused = true where name = 'quiet';
update tetrahedrons set created_at = '2026-03-05 09:00+00' where name = 'never';
update tetrahedrons set created_at = '2026-03-05 11:30+00', jitterbug_state = 'hub-failure' where name = 'new';
select results_eq(
  $$select * from pg_temp.states()$$, $$values ('healthy', 1::numeric), ('paused', 1), ('stale', 2), ('waiting', 1)$$,
  'paused before stale, and one that was never heard waits until it is late'
);
select results_eq(
  $$select labels ->> 'jitterbug_state', value from private.measure_tetrahedrons('2026-03-05 12:00+00')
    where name = 'heartbase_tetrahedrons_by_jitterbug_state' order by 1$$,
  $$values ('hub-failure', 1::numeric), ('stable-delta', 4)$$, 'and by the state of the mesh'
);

select * from finish();
rollback;
