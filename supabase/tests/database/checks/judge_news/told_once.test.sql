-- What is told once is told again when it is worse, after the repeat interval, and when it is over.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
update tenant_settings set interval_minutes = 5;
create function pg_temp.at(hour text, status text, urgent boolean default false) returns setof text language sql as $$
  select pg_temp.set_mood('acme', at.status, at.urgent);
  delete from heartbeat_notifications;
  select pg_temp.run_due(('2026-03-01 ' || at.hour || '+00')::timestamptz);
  select pg_temp.told();
$$;
select is(array(select pg_temp.at('00:00', 'warning')), array['00:00 warning medium'], 'a warning is told');
select is(array(select pg_temp.at('00:05', 'warning')), array[]::text[], 'once');
select is(array(select pg_temp.at('00:10', 'alert') union all select pg_temp.at('00:15', 'warning') union all select pg_temp.at('00:20', 'alert')),
  array['00:10 alert medium'], 'it is told when it gets worse, and not whenever it does');
select is(array(select pg_temp.at('00:25', 'alert', true)), array['00:25 alert urgent'], 'or more urgent');
select is(array(select pg_temp.at('06:24', 'alert', true) union all select pg_temp.at('06:29', 'alert', true)), array['06:29 alert urgent'],
  'and every six hours');
select is(array(select pg_temp.at('06:35', 'ok')), array['06:35 ok urgent again'], 'that it is well is told');
select is(array(select pg_temp.at('06:40', 'ok') union all select pg_temp.at('06:45', 'warning')), array['06:45 warning medium'],
  'once, and trouble after that is new');

select * from finish();
rollback;
