-- A revoked key is refused until there is a new one.
begin;
select plan(3);
select pg_temp.start_empty();

select register_machine('web') as answer into temp made;
select revoke_machine_key((answer ->> 'id')::bigint) from made;
select throws_ok($$select pg_temp.report(answer ->> 'api_key') from made$$, 'PT401', 'invalid_machine_key', 'it is refused');
select lives_ok($$select revoke_machine_key((answer ->> 'id')::bigint) from made$$, 'revoking it twice does no harm');
select lives_ok($$select pg_temp.report(rotate_machine_key((answer ->> 'id')::bigint) ->> 'api_key') from made$$, 'a new one is taken');

select * from finish();
rollback;
