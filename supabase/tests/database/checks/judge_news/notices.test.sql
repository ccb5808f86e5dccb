-- Good news is told once, and again when there is more of it; its end is not.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
insert into check_definitions (id, title, category, evaluator, rule)
values ('leads', 'Leads', 'marketing', 'count', '{"signal": "leads", "levels": [{"status": "ok", "priority": "low"}]}');
update tenant_settings set interval_minutes = 5;
create function pg_temp.at(instant text, items jsonb) returns setof text language sql as $$
  select report_signals('acme', jsonb_build_array(jsonb_build_object('signal', 'leads', 'items', at.items, 'replace', true)));
  delete from heartbeat_notifications;
  select pg_temp.run_due(('2026-03-01 ' || at.instant || '+00')::timestamptz);
  select pg_temp.told();
$$;
select is(array(select pg_temp.at('12:00', '{"a": {}, "b": {}}')), array['12:00 ok low'], 'two leads are news');
select is(array(select pg_temp.at('12:05', '{"a": {}}')), array[]::text[], 'one of them is not');
select is(array(select pg_temp.at('12:10', '{"a": {}, "c": {}}')), array['12:10 ok low'], 'a third one is');
select is(array(select pg_temp.at('23:00', '{"a": {}, "c": {}}')), array[]::text[], 'they are not repeated');
select is(array(select pg_temp.at('23:05', '{}')), array[]::text[], 'nor missed');

select * from finish();
rollback;
