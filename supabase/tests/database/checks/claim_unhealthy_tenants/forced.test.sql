-- Auto-recovery force execution ignores active hours, and marks recovered tenants.
begin;
select plan(9);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
select pg_temp.run_due(now() - interval '25 hours');
insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'run', 'x', now() - interval '23 hours');
-- Hours that never hold now, whatever time it is.
update tenant_settings set timezone = 'UTC', active_start_hour = mod(extract(hour from now())::integer + 12, 24),
  active_end_hour = mod(extract(hour from now())::integer + 13, 24);

select is(claim_tenants(), '[]', 'outside its active hours it is not looked at');
select is(claim_unhealthy_tenants() #> '{0,forced}', 'true', 'Auto-recovery force execution ignores active hours');
select is(claim_unhealthy_tenants(), '[]', 'by one caller');
select is(run_tenants((select jsonb_agg(jsonb_build_object('executionId', r.execution_id)) from private.tenant_run_states r)) #>> '{0,overallStatus}',
  'all_clear', 'it is looked at');
select is((select recovered_at from heartbeat_failures), now(), 'Auto-recovery marks recovered tenants');
select is(claim_unhealthy_tenants(), '[]', 'and it is well');
select throws_ok($$select claim_unhealthy_tenants(0)$$, '22023', 'invalid_limit', 'not none');
select pg_temp.sign_in_as_admin();
select throws_ok($$select claim_unhealthy_tenants()$$, '42501', null, 'signed-in users do not recover');
select throws_ok($$select finish_recovery('[]')$$, '42501', null, 'nor report on it');

select * from finish();
rollback;
