-- Nobody is looked at more often than by the cron job, while somebody looks, or while that is switched off.
begin;
select plan(12);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

select lives_ok($$select look_at_tenant('acme')$$, 'without an edge function to call it waits for the cron job');
select throws_ok($$select look_at_tenant('acme')$$, 'PT429', 'looked_at_recently', 'nobody asks twice');
update private.tenant_run_states set asked_at = now() - interval '4 minutes 59.999999 seconds';
select throws_ok($$select look_at_tenant('acme')$$, 'PT429', 'looked_at_recently', 'within 5 minutes');
update private.tenant_run_states set asked_at = now() - interval '5 minutes';
select lives_ok($$select look_at_tenant('acme')$$, 'then they do');
update private.tenant_run_states set asked_at = null;
update tenant_settings set last_run_at = now() - interval '4 minutes 59.999999 seconds';
select throws_ok($$select look_at_tenant('acme')$$, 'PT429', 'looked_at_recently', 'nor soon after it was looked at');
create function pg_temp.hint() returns text language plpgsql as $$
declare
  v_hint text;
begin
  perform public.look_at_tenant('acme');
  return null;
exception
  when sqlstate 'PT429' then
    get stacked diagnostics v_hint = pg_exception_hint;
    return v_hint;
end
$$;
select is(pg_temp.hint(), 'Ask again after ' || to_char(now() + interval '0.000001 seconds', 'HH24:MI:SS') || ' UTC.', 'and are told when they may');
update tenant_settings set last_run_at = null;
update tenants set paused = true;
select throws_ok($$select look_at_tenant('acme')$$, 'PT409', 'tenant_paused', 'not one that is paused');
update tenants set paused = false;
update tenant_settings set enabled = false;
select throws_ok($$select look_at_tenant('acme')$$, 'PT409', 'tenant_paused', 'or switched off');
select is((select asked_at from private.tenant_run_states), null, 'what is refused changes nothing');
update tenant_settings set enabled = true;
select private.claim_one_tenant('acme', null, null, true, now());
select throws_ok($$select look_at_tenant('acme')$$, 'PT409', 'tenant_busy', 'not while somebody looks');
update private.tenant_run_states set lease_expires_at = now();
select lives_ok($$select look_at_tenant('acme')$$, 'unless they never finished');
select is(cardinality(private.claim_due_tenants(now())), 1, 'it is looked at again');

select * from finish();
rollback;
