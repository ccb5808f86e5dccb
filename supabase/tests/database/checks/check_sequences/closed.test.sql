-- A sequence that the owner of the check may not read is left out.
begin;
select plan(2);

create sequence secret as smallint;
select setval('secret', 32767);
select is(pg_temp.says('sequences'), 'alert urgent', 'who may read it sees it');
create role outsider;
grant usage on schema private, public, extensions to outsider;
grant execute on function private.check_sequences(text, timestamptz, jsonb), private.list_names(text[], bigint) to outsider;
set local role outsider;
select is(private.check_sequences(null, now(), '{}') ->> 'status', 'ok', 'who may not has no error');
reset role;

select * from finish();
rollback;
