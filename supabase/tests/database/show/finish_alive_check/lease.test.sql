-- Only who has the lease may say what the check found.
begin;
select plan(5);
select pg_temp.start_empty();

update alive_subsystems set enabled = name = 'database';
select begin_alive_check() ->> 'lease' as lease into temp crashed;
update private.alive_state set lease_expires_at = now();
select begin_alive_check() ->> 'lease' as lease into temp heir;
select is(
  (select finish_alive_check(lease::uuid, '{"database": {"ok": true}}') #>> '{status,phase}' from crashed), 'booting',
  'a check whose lease was taken over changes nothing'
);
select is(
  (select finish_alive_check(lease::uuid, '{"database": {"ok": true}}') #>> '{status,phase}' from heir), 'operational', 'its heir does'
);
select is(
  (select finish_alive_check(lease::uuid, '{"database": {"ok": false}}') #>> '{status,phase}' from heir), 'operational', 'once'
);
select is(
  (select to_jsonb(s) - array['result', 'started_at', 'id'] from private.alive_state s),
  jsonb_build_object('phase', 'operational', 'lease', null, 'lease_expires_at', null, 'probes', null, 'finished_at', now()),
  'the lease has ended with it'
);
select is(
  (select finish_alive_check(null, '{}') #>> '{status,phase}'), 'operational', 'no lease is nobody''s'
);

select * from finish();
rollback;
