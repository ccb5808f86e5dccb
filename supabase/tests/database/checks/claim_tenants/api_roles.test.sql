-- The service role looks at tenants, and nobody else.
begin;
select plan(12);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

select pg_temp.sign_in_as_admin();
select throws_ok($$select claim_tenants()$$, '42501', null, 'not signed-in users');
select throws_ok($$select claim_tenant('acme')$$, '42501', null, 'not one tenant');
select throws_ok($$select run_tenants('[]')$$, '42501', null, 'nor what was claimed');
select pg_temp.sign_in_as_anon();
select throws_ok($$select claim_tenants()$$, '42501', null, 'nor anon');
select pg_temp.as_service_role();
select throws_ok($$select claim_tenants(0)$$, '22023', 'invalid_limit', 'not none');
select throws_ok($$select claim_tenants(501)$$, '22023', 'invalid_limit', 'not too many');
select is(claim_tenants() #>> '{0,tenantId}', 'acme', 'the service role claims what is due');
select throws_ok($$select run_tenants('{}')$$, '22023', 'invalid_claims', 'no array');
select throws_ok($$select run_tenants('[{"executionId": "1"}]')$$, '22023', 'invalid_claims', 'no id');
select throws_ok($$select run_tenants('[{"executionId": "00000000-0000-0000-0000-000000000000", "http": {}}]')$$, '22023', 'invalid_claims', 'no facts');
select throws_ok($$select run_tenants('[{"executionId": "00000000-0000-0000-0000-000000000000", "http": [{"checkId": "a"}]}]')$$, '22023',
  'invalid_claims', 'a check without any');
select is(run_tenants('[]'), '[]', 'and nothing');

select * from finish();
rollback;
