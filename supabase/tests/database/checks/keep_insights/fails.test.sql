-- An execution stands, and is on the bus, when its insights cannot be kept.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'alert');
alter table tenant_insights add constraint refused check (tenant_id <> 'acme');
select is(pg_temp.run_due('2026-03-01 12:00+00') -> 'acme' ->> 'overallStatus', 'has_alerts', 'it is recorded and told');
select is_empty($$select from tenant_insights$$, 'though there is no insight');
select isnt_empty($$select from agent_bus_messages$$, 'the bus has it');

select * from finish();
rollback;
