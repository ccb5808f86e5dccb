-- An action that could not be called, or that is not one of the project's own, is refused when it is written.
begin;
select plan(23);
select pg_temp.start_empty();

create function private.good(tenant_id text) returns void language sql as 'select';
create function private.twice() returns void language sql as 'select';
create function private.twice(tenant_id text) returns void language sql as 'select';
create function private.others(n integer) returns void language sql as 'select';
create function private.rows() returns setof integer language sql as 'select 1';
create function private."Odd name"() returns void language sql as 'select';
create procedure private.proc() language sql as 'select';
create function pg_temp.add(kind text, target text, name text default 'x') returns text language plpgsql as $$
begin
  insert into private.remediation_actions (name, kind, target, description) values (add.name, add.kind, add.target, 'x');
  delete from private.remediation_actions a where a.name = add.name;
  return 'ok';
exception
  when others then return sqlerrm;
end
$$;
select is(pg_temp.add('rpc', 'private.good'), 'ok', 'a function of private');
select is(pg_temp.add('rpc', 'private."Odd name"'), 'ok', 'its name as it is quoted');
select is(pg_temp.add('rpc', t), 'invalid_remediation_action', t || ' is no function that can be called')
from unnest(array['good', 'private.nothing', 'private.twice', 'private.others', 'private.rows', 'private.proc', 'private.touch_updated_at',
  'pg_catalog.pg_backend_pid', 'private.good()', 'private.good; drop table tenants', 'private.Odd name']) t;
select is(pg_temp.add('rpc', 'private.install_schedules'), 'invalid_remediation_action', 'nor is one that remediator may not execute');
select throws_like($$insert into private.remediation_actions (name, kind, target, description) values ('x', 'sql', 'private.good', 'x')$$,
  '%remediation_actions_kind_known%', 'there are two kinds');
select is(pg_temp.add('edge_function', 'restart-sync'), 'ok', 'the name of an edge function');
select is(pg_temp.add('edge_function', t), 'invalid_remediation_action', t || ' is none')
from unnest(array['https://example.com/x', '../rest/v1/rpc/x', 'heartbeat', 'heartbeat-recovery']) t;
select throws_like($$insert into private.remediation_actions (name, kind, target, timeout, description) values ('x', 'edge_function', 'x', '61 s', 'x')$$,
  '%remediation_actions_timeout_bounds%', 'a time-out is up to a minute');
select throws_like($$insert into private.remediation_actions (name, kind, target, timeout, description) values ('x', 'rpc', 'private.good', '26 s', 'x')$$,
  '%remediation_actions_timeout_bounds%', 'and up to 25 seconds within the database');
select pg_temp.as_service_role();
select throws_ok($$insert into private.remediation_actions (name, kind, target, description) values ('x', 'rpc', 'private.good', 'x')$$,
  '42501', null, 'not even the service role writes the list');

select * from finish();
rollback;
