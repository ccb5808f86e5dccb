-- A run that there was no time for is given back: its news are told at once, and it counts for nothing.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, max_per_day) values ('mood', 'fix', 1);
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select private.release_leased_remediation(run_id, lease, '2026-03-01 12:01+00') from remediation_runs;
select results_eq($$select * from pg_temp.told()$$, array['12:01 alert medium'], 'the news are told');
select is_empty($$select * from pg_temp.runs()$$, 'the run is gone');
select is((select remediations from heartbeat_executions), '[]', 'and nothing was done');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select * from pg_temp.runs()$$, array['13:00 acme fix running'], 'so that the next execution begins it');
select private.call_leased_remediation(run_id, lease, '2026-03-01 13:00+00') from remediation_runs;
select throws_ok($$select release_remediation(run_id, lease) from remediation_runs$$, 'PT409', 'remediation_lease_lost', 'what was called is not given back');
select pg_temp.sign_in_as_admin();
select throws_ok($$select release_remediation(gen_random_uuid(), gen_random_uuid())$$, '42501', null, 'nor by an admin');

select * from finish();
rollback;
