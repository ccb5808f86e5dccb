-- A new key is taken and the one before refused.
begin;
select plan(5);
select pg_temp.start_empty();

select register_machine('web') as answer into temp made;
select rotate_machine_key((answer ->> 'id')::bigint) as answer into temp rotated from made;
select results_eq($$select answer -> 'id' from rotated$$, $$select answer -> 'id' from made$$, 'the answer names the machine');
select throws_ok($$select pg_temp.report(answer ->> 'api_key') from made$$, 'PT401', 'invalid_machine_key', 'the old key is refused');
select lives_ok($$select pg_temp.report(answer ->> 'api_key') from rotated$$, 'the new one taken');
select is((select key_hint from machines), (select right(answer ->> 'api_key', 4) from rotated), 'its last four characters are shown');
select throws_ok($$select rotate_machine_key(-1)$$, 'PT404', 'machine_not_found', 'a machine that is not there');

select * from finish();
rollback;
