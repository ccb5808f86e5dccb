-- Where the project has Realtime, messages are broadcast; one that fails loses nothing but itself. This schema is ours to make: the
-- database has none.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select is(to_regprocedure('realtime.send(jsonb, text, text, boolean)'), null, 'without Realtime');
select pg_temp.run_due('2026-03-01 12:00+00');
select is((select count(*) from agent_bus_messages), 1::bigint, 'there are messages all the same');

create schema if not exists realtime;
create table realtime.sent (payload jsonb, event text, topic text, private boolean);
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void language sql as
  'insert into realtime.sent values (payload, event, topic, private)';
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq(
  $$select event, topic, private, payload from realtime.sent$$,
  $$select 'anomaly', 'agent-bus:acme', true, m
    from (select jsonb_build_object('id', id, 'tenantId', 'acme', 'topic', topic, 'agent', agent, 'checkId', 'mood', 'executionId', execution_id,
      'priority', 'medium', 'payload', payload, 'createdAt', created_at, 'expiresAt', expires_at) as m
    from agent_bus_messages order by id desc limit 1) b$$,
  'with it, the message goes to the private topic of the tenant'
);
alter table realtime.sent add constraint refused check (payload ->> 'priority' <> 'urgent');
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 14:00+00');
select is((select count(*) from realtime.sent), 1::bigint, 'a broadcast that fails is not sent');
select is((select count(*) from agent_bus_messages), 3::bigint, 'and its message is there to be read');

select * from finish();
rollback;
