-- Unknown, revoked and disabled keys are refused alike, before the report is looked at.
begin;
select plan(7);
select pg_temp.start_empty();

select register_machine('web') as answer into temp made;
select throws_ok($$select record_machine_metrics(repeat('0', 64), '{}')$$, 'PT401', 'invalid_machine_key', 'an unknown key');
select throws_ok($$select record_machine_metrics('', '{}')$$, 'PT401', 'invalid_machine_key', 'no key');
select throws_ok($$select record_machine_metrics(null, '{}')$$, 'PT401', 'invalid_machine_key', 'not even an empty one');
select throws_ok($$select record_machine_metrics(upper(encode(key_hash, 'hex')) || ' ', '{}') from private.machine_keys$$, 'PT401', 'invalid_machine_key', 'one in another form');
update machines set is_enabled = false;
select throws_ok($$select pg_temp.report(answer ->> 'api_key') from made$$, 'PT401', 'invalid_machine_key', 'one of a disabled machine');
update machines set is_enabled = true;
update private.machine_keys set revoked_at = now();
select throws_ok($$select pg_temp.report(answer ->> 'api_key') from made$$, 'PT401', 'invalid_machine_key', 'a revoked one');
select is((select last_seen from machines), null, 'no report counted');

select * from finish();
rollback;
