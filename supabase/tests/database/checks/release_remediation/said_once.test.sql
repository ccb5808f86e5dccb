-- What is given back is told with what was done before, once.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '0');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.remedy('2026-03-01 12:00:05+00');
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 13:00+00');
select private.release_leased_remediation(run_id, lease, '2026-03-01 13:00:05+00') from remediation_runs where status = 'running';
select results_eq($$select * from pg_temp.told() offset 1$$, array['13:00 alert urgent'], 'it is worse, which is told');
select is((select message from tenant_check_states), 'The remediation fix ran at 12:00 UTC. This is still so. Mood', 'with what was done');

select * from finish();
rollback;
