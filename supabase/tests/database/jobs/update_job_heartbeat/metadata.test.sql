-- Metadata is an object of at most 10240 bytes.
begin;
select plan(11);
select pg_temp.start_empty();

select lives_ok(
  $$select update_job_heartbeat('backup', 'ok', jsonb_build_object('k', repeat('x', 10231)))$$, '10240 bytes are allowed'
);
select is((select octet_length(metadata::text) from job_heartbeats), 10240, 'and kept');
select throws_ok(
  $$select update_job_heartbeat('backup', 'ok', jsonb_build_object('k', repeat('x', 10232)))$$, '22023', 'invalid_metadata',
  '10241 are refused'
);
select throws_ok(
  $$select update_job_heartbeat('backup', 'ok', jsonb_build_object('k', repeat('é', 5116)))$$, '22023', 'invalid_metadata',
  'bytes count, not characters'
);
select throws_ok(
  $$select update_job_heartbeat('backup', 'ok', '{"k": 1e131071}')$$, '22023', 'invalid_metadata',
  'a number that grows in jsonb counts as it is kept'
);
select throws_ok($$select update_job_heartbeat('backup', 'ok', '[]')$$, '22023', 'invalid_metadata', 'an array is refused');
select throws_ok($$select update_job_heartbeat('backup', 'ok', '"x"')$$, '22023', 'invalid_metadata', 'a text is refused');
select throws_ok($$select update_job_heartbeat('backup', 'ok', '5')$$, '22023', 'invalid_metadata', 'a number is refused');
select throws_ok($$select update_job_heartbeat('backup', 'ok', 'null')$$, '22023', 'invalid_metadata', 'a JSON null is refused');
select lives_ok($$select update_job_heartbeat('backup', 'ok', null)$$, 'no metadata at all is an empty object');
select is((select metadata from job_heartbeats), '{}'::jsonb, 'and kept as that');

select * from finish();
rollback;
