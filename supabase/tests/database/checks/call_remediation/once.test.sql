-- A leased run is called once, by whoever holds its lease, until that ends.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action) values ('mood', 'fix');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select is((select lease_expires_at from remediation_runs), timestamptz '2026-03-01 12:03:10+00', 'the lease is that of an execution and the time-out');
select throws_ok($$select private.call_leased_remediation(run_id, gen_random_uuid(), '2026-03-01 12:00+00') from remediation_runs$$,
  'PT409', 'remediation_lease_lost', 'another lease does not count');
select throws_ok($$select private.call_leased_remediation(run_id, lease, '2026-03-01 12:03:10+00') from remediation_runs$$,
  'PT409', 'remediation_lease_lost', 'nor one that is over');
select is((select private.call_leased_remediation(run_id, lease, '2026-03-01 12:03:09+00') from remediation_runs), '{"succeeded": true, "error": null}',
  'the right one does until then');
select throws_ok($$select private.call_leased_remediation(run_id, lease, '2026-03-01 12:03:09+00') from remediation_runs$$,
  'PT409', 'remediation_lease_lost', 'once');
select is((select cancel_remediation(run_id, lease) from remediation_runs), false, 'there is nothing to cancel after that');

select * from finish();
rollback;
