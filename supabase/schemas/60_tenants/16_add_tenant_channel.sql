-- Makes a channel that hears of a tenant's alerts. Its secrets go to Vault; a webhook's signing secret is in the answer, and nowhere
-- else again. SECURITY DEFINER: it writes what the caller may not; it decides by itself who the caller is.
-- API: private. Called by: public.create_tenant_channel.
create or replace function private.add_tenant_channel(
  p_tenant_id text, p_name text, p_kind text, p_destination text, p_config jsonb, p_min_severity text, p_subject_kinds text[]
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_channel jsonb;
begin
  if not private.is_project_call() and not private.is_tenant_member(p_tenant_id, '{owner,admin}') then
    raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
      detail = 'Owners and admins of a tenant make its channels.', hint = 'Ask one of them.';
  end if;
  if not exists (select from public.tenants t where t.id = p_tenant_id) then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if (select count(*) from public.notification_channels c where c.tenant_id = p_tenant_id) >= 20 then
    raise exception using errcode = 'PT409', message = 'too_many_channels',
      detail = 'A tenant has at most 20 channels.', hint = 'Delete one that is not needed any more.';
  end if;
  -- As the caller makes channels of their own; then it is the tenant's.
  v_channel := private.create_channel(p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds, null, null, true, false);
  update public.notification_channels c
  set tenant_id = p_tenant_id, owner_id = null
  where c.id = (v_channel ->> 'id')::uuid;
  return v_channel;
end
$$;
comment on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[]) is
  'Makes a channel of a tenant, for owners and admins of it and the service role.';
revoke all on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;
grant execute on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[]) to authenticated, service_role;
