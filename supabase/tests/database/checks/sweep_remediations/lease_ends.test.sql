-- A run that nobody finished has failed when its lease ends, counts as one, and its news are told.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, cooldown, max_per_day) values ('mood', 'fix', '0', 1);
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select is(private.sweep_remediations('2026-03-01 12:03:09+00'), 0, 'until its lease ends it is somebody''s');
select is(private.ring_heartbeat('2026-03-01 12:03:10+00'), false, 'then it is looked for, whether a tenant is due or not');
select results_eq(
  $$select status, error, called_at, status_after from remediation_runs$$,
  $$values ('failed', 'It is not known what became of it: whoever ran it did not come back.', null::timestamptz, 'alert')$$, 'it has failed'
);
select results_eq($$select * from pg_temp.told()$$, array['12:03 alert medium'], 'its news are told');
select is((select details ->> 'reason' from playbook_events), 'failed', 'and it is an event for the playbook');
select is(private.sweep_remediations('2026-03-01 12:05+00'), 0, 'once');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select * from pg_temp.runs() offset 1$$, array['13:00 acme fix skipped max_per_day'], 'it counts for the maximum, so that it is no loop');

-- What was called is known, though nobody asked the check again.
update check_remediations set max_per_day = 2;
update private.tenant_run_states set next_run_at = '2026-03-01 13:05+00';
select pg_temp.run_due('2026-03-01 13:05+00');
select private.call_leased_remediation(run_id, lease, '2026-03-01 13:05+00') from remediation_runs where status = 'running';
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-01 13:10+00');
select results_eq($$select * from pg_temp.runs() offset 2$$, array['13:05 acme fix succeeded ok'], 'a run that was called has succeeded, and claiming tenants finds it too');
select results_eq($$select * from pg_temp.told() offset 1$$, array['13:10 ok medium again'], 'and its news are told');

select * from finish();
rollback;
