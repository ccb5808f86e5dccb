-- JSON that Postgres itself cannot take is refused before the function sees it, and changes nothing.
begin;
select plan(5);
select pg_temp.start_empty();
select update_job_heartbeat('backup', 'ok', '{"rows": 1}');

select throws_ok(
  $$select update_job_heartbeat('backup', 'failed', ('{"k": ' || repeat('[', 100000) || repeat(']', 100000) || '}')::jsonb)$$,
  '54001', null, 'an object 100,000 levels deep is refused'
);
select throws_ok(
  $$select update_job_heartbeat('backup', 'failed', '{"k": "\u0000"}')$$, '22P05', null, 'a character that is none is refused'
);
select throws_ok(
  $$select update_job_heartbeat('backup', 'failed', '{"k": 1e999999999}')$$, '22003', null,
  'a number beyond what jsonb can hold is refused'
);
select is((select status from job_heartbeats), 'ok', 'the status is what it was');
select is((select metadata from job_heartbeats), '{"rows": 1}'::jsonb, 'and so is the metadata');

select * from finish();
rollback;
