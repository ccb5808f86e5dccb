-- What has expired is not read.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due(now());
update agent_bus_messages set expires_at = now() + interval '1 microsecond';
select is(jsonb_array_length(read_agent_bus('acme') -> 'messages'), 1, 'a message is read until the last instant');
update agent_bus_messages set expires_at = now();
select is(read_agent_bus('acme'), '{"messages": [], "cursor": 0}', 'and not when its time is over');

select * from finish();
rollback;
