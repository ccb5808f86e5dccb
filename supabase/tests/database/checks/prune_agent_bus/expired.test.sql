-- Messages that have expired are deleted at night.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 12:00+00');
select is(private.prune_agent_bus('2026-03-02 11:59:59.999999+00'), 0, 'not while it is read');
select is(private.prune_history('2026-03-02 12:00+00') -> 'bus_messages', '1', 'but when its 24 hours are over');
select is((select count(*) from heartbeat_executions), 1::bigint, 'the execution stays');

select * from finish();
rollback;
