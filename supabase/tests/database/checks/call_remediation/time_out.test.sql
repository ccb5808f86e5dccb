-- An action that hangs is ended, and has failed; a lock is waited for no longer than its time-out.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
-- It is cancelled while it hangs, as by its time-out or by statement_timeout: however long it takes to come so far.
select pg_temp.make_remedy($$perform pg_cancel_backend(pg_backend_pid()); perform pg_sleep(60)$$), pg_temp.make_remedy($$answer := to_jsonb(current_setting('lock_timeout'))$$, 'locks');
update private.remediation_actions set timeout = '7 seconds' where name = 'locks';
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '1 hour'), ('mood', 'locks', '0');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select run_id, lease into temp run from remediation_runs;
select is(private.call_leased_remediation(run_id, lease, '2026-03-01 12:00:01+00'), '{"succeeded": false, "error": "It was ended after 10 s."}',
  'a cancellation ends it') from run;
select private.finish_leased_remediation(run_id, lease, '{}', null, '2026-03-01 12:00:02+00') from run;
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix failed alert'], 'that is a run that failed');
update private.tenant_run_states set next_run_at = '-infinity';
select pg_temp.run_due('2026-03-01 12:05+00');
select results_eq($$select * from pg_temp.runs() offset 1$$, array['12:05 acme fix skipped cooldown', '12:05 acme locks running'], 'which counts as one');
select pg_temp.remedy('2026-03-01 12:05:01+00');
select is((select result from remediation_runs where action = 'locks'), '"7s"', 'and lock_timeout is that of the action');

select * from finish();
rollback;
