-- What an execution finds goes on the bus: what is not plain ok, by topic, for 6 hours if urgent, else for 24.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check(c) from unnest(array['calm', 'low_stock', 'notice', 'worse']) c;
insert into private.bus_topics values ('check', 'low_stock', 'inventory_alert');
select pg_temp.set_mood('acme', 'ok', id => 'calm'), pg_temp.set_mood('acme', 'warning', id => 'low_stock'),
  pg_temp.set_mood('acme', 'notice', id => 'notice'), pg_temp.set_mood('acme', 'alert', true, 'worse'), pg_temp.set_mood('other', 'alert', id => 'worse');
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq(
  $$select tenant_id, check_id, topic, agent, priority, payload ->> 'status', created_at, expires_at from agent_bus_messages order by 1, 2$$,
  $$values
    ('acme', 'low_stock', 'inventory_alert', 'heartbase', 'medium', 'warning', timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-02 12:00+00'),
    ('acme', 'notice', 'anomaly', 'heartbase', 'low', 'ok', '2026-03-01 12:00+00', '2026-03-02 12:00+00'),
    ('acme', 'worse', 'anomaly', 'heartbase', 'urgent', 'alert', '2026-03-01 12:00+00', '2026-03-01 18:00+00'),
    ('other', 'worse', 'anomaly', 'heartbase', 'medium', 'alert', '2026-03-01 12:00+00', '2026-03-02 12:00+00')$$,
  'everything but what is plain ok, of every tenant'
);
select is((select payload from agent_bus_messages where check_id = 'low_stock'),
  '{"category": "system", "status": "warning", "title": "Mood", "message": "Mood", "data": {"count": 1, "items": [""], "value": null, "matched": 1},
    "timestamp": "2026-03-01T12:00:00+00:00"}', 'with what was found');
select is((select execution_id from agent_bus_messages where tenant_id = 'other'), (select execution_id from heartbeat_executions where tenant_id = 'other'),
  'and by which execution');
select pg_temp.run_due('2026-03-01 13:00+00');
select is((select count(*) from agent_bus_messages), 4::bigint, 'the same words are not repeated');
select pg_temp.run_due('2026-03-01 17:59+00');
select is((select count(*) from agent_bus_messages), 4::bigint, 'nor just before they expire');
select pg_temp.run_due('2026-03-01 19:00+00');
select results_eq($$select check_id, created_at from agent_bus_messages order by id desc limit 1$$,
  $$values ('worse', timestamptz '2026-03-01 19:00+00')$$, 'but when they have');

select * from finish();
rollback;
