-- What an action raises is kept, undoes what it did, and stops no other.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
select pg_temp.make_remedy($$
  perform pg_temp.set_mood(tenant_id, 'ok');
  if tenant_id = 'acme' then
    raise exception 'it is "s3cret value" that broke' using detail = 'and this';
  end if$$);
insert into check_remediations (check_id, action) values ('mood', 'fix');
select pg_temp.set_mood(t, 'alert') from unnest(array['acme', 'other']) t;
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.remedy('2026-03-01 12:00:01+00');
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix failed alert', '12:00 other fix succeeded ok'], 'one fails, the other does not');
select is((select error from remediation_runs where tenant_id = 'acme'), 'P0001 it is "…" that broke', 'the error is kept without what it quotes');
select is((select data ->> 'status' from tenant_signals where tenant_id = 'acme'), 'alert', 'what it did is undone');
select results_eq($$select * from pg_temp.told()$$, array['12:00 alert medium', '12:00 ok medium again'], 'both tenants are told how it ended');
select is(
  (select message from tenant_check_states where tenant_id = 'acme'),
  'The remediation fix failed at 12:00 UTC: P0001 it is "…" that broke. This is still so. Mood', 'in words'
);
select results_eq(
  $$select type, priority, tenant_ids, details ->> 'reason', details ->> 'error', details ->> 'action' from playbook_events$$,
  $$values ('remediation_failed', 'medium', '{acme}'::text[], 'failed', 'P0001 it is "…" that broke', 'fix')$$, 'and it is an event for the playbook'
);
select is((select remediations -> 0 ->> 'status' from heartbeat_executions where tenant_id = 'acme'), 'failed', 'and in the execution');

select * from finish();
rollback;
