-- In quiet hours only what is urgent is told; the rest when they end, if it is still so.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check(), pg_temp.make_mood_check('other');
update tenant_settings set interval_minutes = 5, quiet_start_hour = 22, quiet_end_hour = 7;
create function pg_temp.at(instant text, mood text, urgent boolean default false) returns setof text language sql as $$
  select pg_temp.set_mood('acme', at.mood, at.urgent);
  delete from heartbeat_notifications;
  select pg_temp.run_due((at.instant || '+00')::timestamptz);
  select pg_temp.told();
$$;
select is(array(select pg_temp.at('2026-03-01 21:59:59', 'warning')), array['21:59 warning medium'], 'before they begin everything is told');
select is(array(select pg_temp.at('2026-03-01 22:05', 'alert')), array[]::text[], 'Quiet hours suppress non-urgent alerts');
select is((select suppressed_count from heartbeat_executions order by started_at desc limit 1), 1, 'it counts as suppressed');
select is(array(select pg_temp.at('2026-03-01 23:00', 'alert', true)), array['23:00 alert urgent'], 'unless it is urgent');
select is(array(select pg_temp.at('2026-03-02 01:00', 'ok')), array['01:00 ok urgent again'], 'the end of what was urgent is told');
select is(array(select pg_temp.at('2026-03-02 02:00', 'alert')), array[]::text[], 'new trouble is not');
select is(array(select pg_temp.at('2026-03-02 06:59', 'alert')), array[]::text[], 'until they end');
select is(array(select pg_temp.at('2026-03-02 07:04', 'alert')), array['07:04 alert medium'], 'then it is');

select * from finish();
rollback;
