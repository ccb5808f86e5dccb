-- Asks for a look at a tenant, which the next claim leases whatever its interval, hours and age; and calls the edge function heartbeat,
-- where the database knows how to. That is a hint only: cron job heartbase-heartbeat finds whoever waits. Not within 5 minutes of
-- the last look or the last asking: so often the cron job looks at most. Returns when it was asked.
-- SECURITY DEFINER: leases are private; it decides by itself who the caller is. API: private. Called by: public.look_at_tenant.
create or replace function private.ask_for_look(tenant_id text)
returns timestamptz
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tenant record;
  v_next_at timestamptz;
begin
  if not private.is_project_call() and not private.is_tenant_member(ask_for_look.tenant_id, '{owner,admin}') then
    raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
      detail = 'Owners and admins of a tenant have it looked at.', hint = 'Ask one of them.';
  end if;
  -- Whoever asks at once waits here, and reads afterwards that somebody did; so does who asks while an execution ends.
  perform from private.tenant_run_states r where r.tenant_id = ask_for_look.tenant_id for no key update;
  select t.paused or not s.enabled as is_paused, r.execution_id is not null and r.lease_expires_at > now() as is_busy,
    greatest(r.asked_at, s.last_run_at) as last_at
  into v_tenant
  from private.tenant_run_states r
  join public.tenants t on t.id = r.tenant_id
  join public.tenant_settings s on s.tenant_id = r.tenant_id
  where r.tenant_id = ask_for_look.tenant_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if v_tenant.is_paused then
    raise exception using errcode = 'PT409', message = 'tenant_paused',
      detail = 'The tenant is paused, or its settings say that it is not looked at.', hint = 'Resume it first.';
  end if;
  v_next_at := v_tenant.last_at + interval '5 minutes';
  if v_next_at > now() then
    raise exception using errcode = 'PT429', message = 'looked_at_recently',
      detail = 'It was looked at, or somebody asked for it, less than 5 minutes ago.',
      hint = format('Ask again after %s UTC.', to_char(v_next_at at time zone 'UTC', 'HH24:MI:SS'));
  end if;
  if v_tenant.is_busy then
    raise exception using errcode = 'PT409', message = 'tenant_busy',
      detail = 'The tenant is being looked at right now.', hint = 'Read its next row in heartbeat_executions.';
  end if;
  update private.tenant_run_states r
  set is_asked = true, asked_at = now(), asked_by = (select auth.uid()), next_run_at = least(r.next_run_at, now())
  where r.tenant_id = ask_for_look.tenant_id;
  if private.get_setting('edge_base_url') is not null and private.get_secret('heartbase_function_secret') is not null then
    perform private.invoke_edge_function('heartbeat', patience => interval '120 seconds');
  end if;
  return now();
end
$$;
comment on function private.ask_for_look(text) is 'Asks for a look at a tenant, for owners and admins of it and the service role.';
revoke all on function private.ask_for_look(text) from public, anon, authenticated, service_role;
grant execute on function private.ask_for_look(text) to authenticated, service_role;
