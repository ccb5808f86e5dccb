-- An execution stands when its results cannot be put on the bus.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
alter table agent_bus_messages add constraint refused check (tenant_id <> 'acme');
select is(pg_temp.run_due('2026-03-01 12:00+00') -> 'acme' ->> 'overallStatus', 'has_warnings', 'it is recorded and told');
select is_empty($$select from agent_bus_messages$$, 'though the bus is empty');

select * from finish();
rollback;
