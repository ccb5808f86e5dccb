-- What an action answers is kept without secrets and up to 10 kB; one that says that it did not succeed has failed.
begin;
select plan(8);
select pg_temp.start_empty();

select private.set_secret('heartbase_test_secret', 'top "secret" value');
select is(private.clean_remediation_result('{"a": ["top \"secret\" value", 1]}'), '{"a": ["[redacted]", 1]}', 'secrets of Vault are masked');
select is(
  private.clean_remediation_result('["sb_secret_abcdefgh", "Bearer abcdefghijklmnop", "https://me:pw@example.com/x"]'),
  '["[redacted]", "Bearer [redacted]", "https://[redacted]@example.com/x"]', 'and what looks like a credential'
);
select is(private.clean_remediation_result(to_jsonb(repeat('x', 10238))), to_jsonb(repeat('x', 10238)), '10 kB are kept');
select is(private.clean_remediation_result(to_jsonb(repeat('é', 5120))) ->> 'truncated', '"' || repeat('é', 999), 'and of more than that the beginning');
select is(private.clean_remediation_result(null), null, 'nothing is nothing');

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy($$answer := '{"ok": false, "error": "There is nothing to restart."}'$$);
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '0');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.remedy('2026-03-01 12:00+00');
select results_eq($$select status, error from remediation_runs$$, $$values ('failed', 'There is nothing to restart.')$$, 'ok: false is a failure, with its error');
select is((select called_at from remediation_runs), timestamptz '2026-03-01 12:00+00', 'that was told');
select throws_ok(
  $$select private.call_leased_remediation(run_id, gen_random_uuid(), '2026-03-01 12:00+00') from remediation_runs$$,
  'PT409', 'remediation_lease_lost', 'what is over is not called again'
);

select * from finish();
rollback;
