-- One tenant alone: when it is due, or whatever, if forced.
begin;
select plan(13);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('new', 'customer', now() - interval '1 day'), pg_temp.make_tenant('paused'),
  pg_temp.make_tenant('asleep');
update tenants set paused = true where id = 'paused';
-- The two hours after next.
update tenant_settings set active_start_hour = (extract(hour from now() at time zone 'UTC')::int + 2) % 24,
  active_end_hour = (extract(hour from now() at time zone 'UTC')::int + 2) % 24 + 1 where tenant_id = 'asleep';
create function pg_temp.claimed(tenant_id text, force boolean) returns text language plpgsql as $$
begin
  return claim_tenant(tenant_id, p_force => force) ->> 'tenantId';
exception when others then
  return sqlerrm;
end
$$;
grant execute on function pg_temp.claimed(text, boolean) to service_role;
select pg_temp.make_user('operator@example.com') as operator into temp people;
grant select on people to service_role;
select pg_temp.as_service_role();

select throws_ok($$select claim_tenant('nobody')$$, 'PT404', 'tenant_not_found', 'one that is not there');
select throws_ok($$select claim_tenant('paused', p_force => true)$$, 'PT409', 'tenant_paused', 'one that is paused, even if forced');
select throws_ok($$select claim_tenant('new')$$, 'PT409', 'tenant_not_due', 'one that is new');
select throws_ok($$select claim_tenant('acme', p_role => 'nobody')$$, '22023', 'invalid_tenant_role', 'as what is not there');
select throws_ok($$select claim_tenant('acme', gen_random_uuid())$$, 'PT404', 'user_not_found', 'for nobody');
select is(claim_tenant('acme') ->> 'role', 'customer', 'one that is due');
select throws_ok($$select claim_tenant('acme', p_force => true)$$, 'PT409', 'tenant_busy', 'not while it is looked at');
select is(claim_tenant('new', operator, 'brand', true) - 'executionId' - 'leaseExpiresAt',
  jsonb_build_object('tenantId', 'new', 'userId', operator, 'role', 'brand', 'forced', true, 'httpChecks', '[]'::jsonb),
  'a new one if forced, for whom and as what one says') from people;
select is(array[pg_temp.claimed('asleep', false), pg_temp.claimed('asleep', true)], array['tenant_not_due', 'asleep'],
  'Active hours enforcement works (skip checks outside hours unless forced)');
select is((select jsonb_agg(e ->> 'tenantId' order by e ->> 'tenantId') from jsonb_array_elements(run_tenants(
  jsonb_build_array(jsonb_build_object('executionId', '00000000-0000-0000-0000-000000000000')))) e), null, 'a claim that nobody made is left out');
select pg_temp.sign_out();
select is(jsonb_array_length(run_tenants((select jsonb_agg(jsonb_build_object('executionId', execution_id)) from private.tenant_run_states where execution_id is not null))),
  3, 'those that were made are run');
select results_eq($$select tenant_id, role, forced from heartbeat_executions order by 1$$,
  $$values ('acme', 'customer', false), ('asleep', 'customer', true), ('new', 'brand', true)$$, 'as they were claimed');
select throws_ok($$select claim_tenant('acme')$$, 'PT409', 'tenant_not_due', 'then its interval has to pass');

select * from finish();
rollback;
