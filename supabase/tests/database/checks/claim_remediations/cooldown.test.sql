-- A remediation runs again when its cool-down is over, and not before; that it waits is recorded once.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '1 hour');
update tenant_settings set interval_minutes = 5;
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix running'], 'an alert brings it about, where there is one');
update check_remediations set cooldown = '0';
update private.tenant_run_states set next_run_at = '2026-03-01 12:03+00';
select pg_temp.run_due('2026-03-01 12:03+00');
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix running'], 'while it runs it is not begun again');
update check_remediations set cooldown = '1 hour';
select pg_temp.remedy('2026-03-01 12:03:05+00');
select pg_temp.run_due('2026-03-01 12:10+00');
select pg_temp.run_due('2026-03-01 12:15+00');
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix succeeded alert', '12:10 acme fix skipped cooldown'],
  'within the cool-down it waits, which is recorded once');
select is((select overall_status from heartbeat_executions where tenant_id = 'acme' and started_at = '2026-03-01 12:15+00'), 'has_alerts', 'and the tenant is looked at');
update private.tenant_run_states set next_run_at = '2026-03-01 12:59:59.999999+00';
select pg_temp.run_due('2026-03-01 12:59:59.999999+00');
select is((select count(*) from pg_temp.runs()), 2::bigint, 'just before its end it still does');
update private.tenant_run_states set next_run_at = '2026-03-01 13:00+00';
select pg_temp.set_mood('other', 'alert');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select * from pg_temp.runs() offset 2$$, array['13:00 acme fix running', '13:00 other fix running'],
  'at its end it runs again; another tenant has a cool-down of its own');
select pg_temp.remedy('2026-03-01 13:01+00');
select pg_temp.run_due('2026-03-01 13:05+00');
select results_eq($$select * from pg_temp.runs() offset 4$$,
  array['13:05 acme fix skipped cooldown', '13:05 other fix skipped cooldown'], 'the next cool-down is recorded again');
update check_remediations set cooldown = '0';
select pg_temp.run_due('2026-03-01 13:10+00');
select is((select count(*) from remediation_runs where status = 'running'), 2::bigint, 'without one it runs each time');

select * from finish();
rollback;
