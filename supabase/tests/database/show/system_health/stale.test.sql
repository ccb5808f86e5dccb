-- Executions stand still when somebody is due and none was made for over 15 minutes.
begin;
select plan(7);
select pg_temp.start_empty();

create function pg_temp.pulse(at timestamptz) returns text language sql as $$ select private.measure_system_health(pulse.at) ->> 'pulse' $$;
select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'ok');
update tenant_settings set interval_minutes = 60;
select pg_temp.run_due('2026-03-01 12:00+00');
select is(pg_temp.pulse('2026-03-01 13:14:59+00'), 'alive', 'not while nobody has been due for 15 minutes');
select is(pg_temp.pulse('2026-03-01 13:15+00'), 'error', 'then they do');
select is(private.measure_system_health('2026-03-01 13:15+00') #> '{details,stale}', 'true', 'and the details say so');
update private.tenant_run_states set next_run_at = '2026-03-01 12:00+00';
select is(pg_temp.pulse('2026-03-01 12:15+00'), 'alive', 'nor while the newest execution is 15 minutes old');
select is(pg_temp.pulse('2026-03-01 12:15:00.000001+00'), 'error', 'older is too old');
update tenant_settings set active_start_hour = 13, active_end_hour = 20;
select is(pg_temp.pulse('2026-03-01 13:14+00'), 'alive', 'active hours that just began are given time');
select is(pg_temp.pulse('2026-03-01 13:15+00'), 'error', 'but not more');

select * from finish();
rollback;
