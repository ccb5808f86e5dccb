-- A reader goes on after the last message that it saw, by topic if it likes.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check(c) from unnest(array['a', 'b', 'c']) c;
insert into private.bus_topics values ('check', 'b', 'price_change');
select pg_temp.set_mood(t, 'warning', id => c) from unnest(array['acme', 'other']) t, unnest(array['a', 'b', 'c']) c;
select pg_temp.run_due(now());
create temp table ids as select array_agg(id order by id) as ids from agent_bus_messages where tenant_id = 'acme';
create function pg_temp.read(after bigint, topics text[] default null, max integer default 100) returns text language sql as $$
  select concat_ws(' ', (select string_agg(m ->> 'checkId', ',') from jsonb_array_elements(b -> 'messages') m),
    array_position((select ids from ids), (b ->> 'cursor')::bigint))
  from read_agent_bus('acme', read.after, read.topics, read.max) b
$$;
select is(pg_temp.read(0), 'a,b,c 3', 'all of the tenant, in order, and the cursor is the last');
select is(pg_temp.read(null), 'a,b,c 3', 'no cursor is the beginning');
select is(pg_temp.read(ids[1]), 'b,c 3', 'those after the cursor') from ids;
select is(pg_temp.read(0, max => 2), 'a,b 2', 'as many as were asked for');
select is(pg_temp.read(ids[3]), '3', 'the cursor stays when there are none') from ids;
select is(pg_temp.read(0, '{price_change,demand_spike}'), 'b 2', 'of some topics');
select is(array(select jsonb_object_keys(read_agent_bus('acme') -> 'messages' -> 0) order by 1),
  array['agent', 'checkId', 'createdAt', 'executionId', 'expiresAt', 'id', 'payload', 'priority', 'tenantId', 'topic'], 'with these names');
select throws_ok($$select read_agent_bus('acme', p_limit => 0)$$, '22023', 'invalid_limit', 'no limit under 1');
select throws_ok($$select read_agent_bus('acme', p_limit => 1001)$$, '22023', 'invalid_limit', 'nor over 1000');
select throws_ok($$select read_agent_bus('acme', p_topics => '{weather}')$$, '22023', 'invalid_topics', 'no topic that there is not');

select * from finish();
rollback;
