-- A machine is registered with a key that is shown once and kept as a hash.
begin;
select plan(7);
select pg_temp.start_empty();

select register_machine(' web ', 'web-1', 'Serves pages') as answer into temp made;
select is((select array_agg(k.key order by k.key) from made, jsonb_object_keys(answer) k(key)),
  array['api_key', 'created_at', 'description', 'hostname', 'id', 'name'], 'the answer');
select matches((select answer ->> 'api_key' from made), '^[A-Za-z0-9_-]{43}$', 'the key is 32 bytes in base64url');
select results_eq($$select name, hostname, description, status, is_enabled, last_seen from machines$$,
  $$values ('web', 'web-1', 'Serves pages', 'offline', true, null::timestamptz)$$, 'the machine');
select results_eq($$select key_hash from private.machine_keys$$, $$select sha256(convert_to(answer ->> 'api_key', 'UTF8')) from made$$,
  'its key is kept as a hash');
select is((select key_hint from machines), (select right(answer ->> 'api_key', 4) from made), 'and its last four characters');
select lives_ok($$select pg_temp.report(answer ->> 'api_key') from made$$, 'with which its agent reports');
select isnt(register_machine('other') ->> 'api_key', register_machine('other') ->> 'api_key', 'no two keys are the same');

select * from finish();
rollback;
