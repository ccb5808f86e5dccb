-- One boot check at a time; one that crashed is taken over after 30 seconds.
begin;
select plan(7);
select pg_temp.start_empty();

create function pg_temp.begins(at timestamptz, force boolean default true) returns boolean language sql
  as $$select private.lease_alive_check(gen_random_uuid(), begins.force, begins.at) is not null$$;
select ok(pg_temp.begins('2026-03-01 12:00:00+00', false), 'the first one begins');
select ok(not pg_temp.begins('2026-03-01 12:00:00+00'), 'a second one does not, forced or not');
select ok(not pg_temp.begins('2026-03-01 12:00:29.999999+00', false), 'not while the lease lasts');
select is(
  (select array[s.phase, s.started_at::text, s.lease_expires_at::text] from private.alive_state s),
  array['booting', '2026-03-01 12:00:00+00', '2026-03-01 12:00:30+00'], 'which is 30 seconds'
);
select ok(pg_temp.begins('2026-03-01 12:00:30+00', false), 'then the check has crashed, and another takes over');
select is((select started_at from private.alive_state), '2026-03-01 12:00:30+00'::timestamptz, 'it began anew');
select ok(not pg_temp.begins('2026-03-01 12:00:59+00'), 'with a lease of its own');

select * from finish();
rollback;
