-- Trouble that was told ends where the check has something good to say in its place, too: whoever heard of it hears of its end.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
insert into notification_channels (name, kind, tenant_id) values ('chat', 'slack', 'acme');
update tenant_settings set interval_minutes = 5, channels = '{dashboard,slack}', quiet_start_hour = 22, quiet_end_hour = 7;
create function pg_temp.at(instant text, mood text, urgent boolean default false) returns setof text language sql as $$
  select pg_temp.set_mood('acme', at.mood, at.urgent);
  delete from heartbeat_notifications;
  select pg_temp.run_due((at.instant || '+00')::timestamptz);
  select pg_temp.told();
$$;
select is(array(select pg_temp.at('2026-03-01 12:00', 'alert')), array['12:00 alert medium'], 'trouble');
select is(array(select pg_temp.at('2026-03-01 12:05', 'notice')), array['12:05 ok medium again'], 'is over when all that is left is a notice');
select is((select n.results #>> '{0,message}' from heartbeat_notifications n where channel = 'dashboard'), 'This is well again. Mood', 'in words');
select is((select suppressed_count from heartbeat_executions order by started_at desc limit 1), 0, 'nothing is held back');
select results_eq($$select * from pg_temp.outbox()$$, array['chat: opened acme pending', 'chat: opened acme pending'],
  'a channel that hears of no notices hears of the end of what it heard of');
select is(array(select pg_temp.at('2026-03-01 12:10', 'notice')), array[]::text[], 'once');
select is(array(select pg_temp.at('2026-03-01 12:15', 'ok')), array[]::text[], 'and not again when the notice ends');
select is(array(select pg_temp.at('2026-03-01 12:20', 'notice')), array['12:20 ok low'], 'a notice without trouble before it is one');
select is(array(select pg_temp.at('2026-03-01 12:25', 'warning')), array['12:25 warning medium'], 'trouble after a notice is told');
select is(array(select pg_temp.at('2026-03-01 22:00', 'notice')), array[]::text[], 'its end waits for that of quiet hours');
select is(array(select pg_temp.at('2026-03-02 07:00', 'notice')), array['07:00 ok medium again'], 'and is told then');
select pg_temp.at('2026-03-02 12:00', 'alert', true);
select is(array(select pg_temp.at('2026-03-02 23:00', 'notice')), array['23:00 ok urgent again'], 'the end of what was urgent does not wait');

select * from finish();
rollback;
