-- What is remedied in quiet hours is told when they end; what is urgent at once.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('grave');
select pg_temp.make_mood_check();
update tenant_settings set quiet_start_hour = 22, quiet_end_hour = 7;
select pg_temp.make_remedy($$perform pg_temp.set_mood(tenant_id, 'ok', id => check_id)$$);
insert into check_remediations (check_id, action) values ('mood', 'fix');
select pg_temp.set_mood('acme', 'alert'), pg_temp.set_mood('grave', 'alert', true);
select pg_temp.run_due('2026-03-01 23:00+00');
select pg_temp.remedy('2026-03-01 23:00:05+00');
select results_eq($$select * from pg_temp.told()$$, array['23:00 ok urgent again'], 'what is urgent is told');
select pg_temp.run_due('2026-03-02 06:59:59+00');
select is((select count(*) from pg_temp.told()), 1::bigint, 'the rest waits');
update private.tenant_run_states set next_run_at = '2026-03-02 07:00+00';
select pg_temp.run_due('2026-03-02 07:00+00');
select results_eq($$select * from pg_temp.told() offset 1$$, array['07:00 ok medium again'], 'until they end');
select is((select results #>> '{0,message}' from heartbeat_notifications where created_at = '2026-03-02 07:00+00'),
  'The remediation fix ran at 23:00 UTC. This is well again. It was: Mood', 'with what was done in the night');

select * from finish();
rollback;
