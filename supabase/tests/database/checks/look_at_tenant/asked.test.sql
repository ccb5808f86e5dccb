-- A tenant for which somebody asked is looked at once, forced, whatever its interval, hours and age; then as ever.
begin;
select plan(12);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme', created_at => now());
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin into temp people;
grant select on people to authenticated;
update tenant_settings set (active_start_hour, active_end_hour) = (
  select h, h + 1 from (select (extract(hour from now() at time zone 'UTC')::integer + 12) % 24 as h) k
);
update private.tenant_run_states set next_run_at = now() + interval '10 minutes';
select pg_temp.configure_edge();

select is(private.ring_heartbeat(now()), false, 'a tenant that is too new, asleep and not due');
select pg_temp.sign_in(admin) from people;
select is(look_at_tenant('acme'), now(), 'an admin asks');
select pg_temp.sign_out();
select results_eq($$select url from net.http_request_queue$$, array['https://project.supabase.co/functions/v1/heartbeat'],
  'the edge function is called at once');
select is(private.ring_heartbeat(now()), true, 'should that call be lost the cron job makes another');
select private.claim_due_tenants(now()) as ids into temp claims;
select is((select cardinality(ids) from claims), 1, 'it is leased');
select is(cardinality(private.claim_due_tenants(now())), 0, 'once');
select results_eq(
  $$select c -> 'forced', c ->> 'userId' from claims, jsonb_array_elements(private.describe_claims(ids)) c$$,
  $$select 'true'::jsonb, admin::text from people$$, 'forced, for whoever asked');
select private.run_claims(jsonb_build_array(jsonb_build_object('executionId', ids[1])), now()) from claims;
select results_eq($$select forced from heartbeat_executions$$, array[true], 'and looked at');
select results_eq($$select next_run_at from private.tenant_run_states$$, array[date_trunc('minute', now()) + interval '1 hour'],
  'its interval counts from there');
select is(private.ring_heartbeat(now() + interval '1 hour'), false, 'and its hours and age count again');

-- Whoever is looked at for another reason meanwhile has been looked at.
update private.tenant_run_states set asked_at = now() - interval '5 minutes';
update tenant_settings set last_run_at = now() - interval '5 minutes';
select look_at_tenant('acme');
select private.claim_one_tenant('acme', null, null, true, now());
select is((select is_asked from private.tenant_run_states), false, 'another look will do');
update tenants set created_at = '2026-01-01';
update tenant_settings set active_start_hour = null, active_end_hour = null;
update private.tenant_run_states set execution_id = null, next_run_at = now();
select private.claim_due_tenants(now()) as ids into temp later;
select results_eq(
  $$select c -> 'forced', c ->> 'userId' from later, jsonb_array_elements(private.describe_claims(ids)) c$$,
  $$select 'false'::jsonb, owner::text from people$$, 'the next one by the clock is nobody''s');

select * from finish();
rollback;
