-- Parts of Supabase that a project may lack.
begin;
select plan(4);

select is(private.is_readable('public', 'job_heartbeats'), true, 'a table that is there');
select is(private.is_readable('public', 'nothing'), false, 'one that is not');
create role outsider;
grant usage on schema private to outsider;
grant execute on function private.is_readable(text, text) to outsider;
grant usage on schema extensions to outsider;
set local role outsider;
select is(private.is_readable('vault', 'secrets'), false, 'one in a schema that is closed to the caller, without an error');
reset role;
grant usage on schema vault to outsider;
revoke select on vault.secrets from public;
set local role outsider;
select is(private.is_readable('vault', 'secrets'), false, 'one that the caller may not read');
reset role;

select * from finish();
rollback;
