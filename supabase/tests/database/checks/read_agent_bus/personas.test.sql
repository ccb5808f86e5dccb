-- Members of a tenant, admins and the service role read its bus; nobody but executions writes it.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'viewer') as viewer, pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due(now());

select pg_temp.sign_in(viewer) from people;
select is(jsonb_array_length(read_agent_bus('acme') -> 'messages'), 1, 'a viewer reads it');
select throws_ok($$delete from agent_bus_messages$$, '42501', null, 'and removes nothing');
select throws_ok($$insert into agent_bus_messages (tenant_id) values ('acme')$$, '42501', null, 'nor adds anything');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is(read_agent_bus('acme'), '{"messages": [], "cursor": 0}', 'a member of another tenant sees an empty bus');
select is_empty($$select from agent_bus_messages$$, 'and an empty table');
select pg_temp.sign_in_as_admin();
select is(jsonb_array_length(read_agent_bus('acme') -> 'messages'), 1, 'an admin of the application reads it');
select pg_temp.sign_out();
select pg_temp.as_service_role();
select is(jsonb_array_length(read_agent_bus('acme') -> 'messages'), 1, 'so does the service role');
select throws_ok($$delete from agent_bus_messages$$, '42501', null, 'which writes nothing either');
select pg_temp.sign_out();
select pg_temp.sign_in_as_anon();
select throws_ok($$select read_agent_bus('acme')$$, '42501', null, 'anon does not');

select * from finish();
rollback;
