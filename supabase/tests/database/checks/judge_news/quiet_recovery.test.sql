-- That trouble is over waits for the end of quiet hours, and is not told if it came back meanwhile.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
update tenant_settings set interval_minutes = 5, quiet_start_hour = 22, quiet_end_hour = 7;
create function pg_temp.at(instant text, mood text) returns setof text language sql as $$
  select pg_temp.set_mood('acme', at.mood);
  delete from heartbeat_notifications;
  select pg_temp.run_due((at.instant || '+00')::timestamptz);
  select pg_temp.told();
$$;
select is(array(select pg_temp.at('2026-03-01 21:00', 'warning')), array['21:00 warning medium'], 'trouble is told');
select is(array(select pg_temp.at('2026-03-01 23:00', 'ok')), array[]::text[], 'its end in quiet hours is not');
select results_eq($$select status, recovered_at from tenant_check_states$$, $$values ('ok', timestamptz '2026-03-01 23:00+00')$$, 'but known');
select is(array(select pg_temp.at('2026-03-01 23:30', 'warning') union all select pg_temp.at('2026-03-02 00:00', 'ok')), array[]::text[],
  'nor that it came back');
select is(array(select pg_temp.at('2026-03-02 07:00', 'ok')), array['07:00 ok medium again'], 'that it is over is told when they end');

select * from finish();
rollback;
