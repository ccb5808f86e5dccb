-- Why a tenant that wants a kind of channel got no message by it. API: private. Called by: run_tenant_batch.
create or replace function private.no_channel_reason(tenant_id text, kind text)
returns text
language sql
stable
set search_path = ''
as $$
  with channels as (
    select c.name, c.enabled, c.disabled_reason
    from public.tenants t
    join public.notification_channels c
      on c.tenant_id = t.id or t.uses_project_channels and c.enabled and c.tenant_id is null and c.owner_id is null
    where t.id = no_channel_reason.tenant_id and c.kind = no_channel_reason.kind
    order by c.enabled desc, c.created_at
    limit 1
  )
  select coalesce(
    (
      select case when c.enabled then format('The channel "%s" does not hear of reports like this one.', c.name)
        else format('The channel "%s" is off%s', c.name, coalesce(': ' || c.disabled_reason, '.')) end
      from channels c
    ),
    case
      when no_channel_reason.kind <> 'email' then format('The tenant has no channel of the kind %s.', no_channel_reason.kind)
      when not private.can_send('email') then (
        select array_to_string(k.shared_secrets, ' and ') || ' are not all set.'
        from private.channel_kinds k
        where k.kind = 'email'
      )
      when exists (select from private.owner_channels o where o.tenant_id = no_channel_reason.tenant_id)
        then 'The channel for email to the tenant''s owners was deleted.'
      else 'No owner of the tenant has a confirmed address.'
    end
  );
$$;
comment on function private.no_channel_reason(text, text) is 'Why a tenant that wants a kind of channel got no message by it.';
revoke all on function private.no_channel_reason(text, text) from public, anon, authenticated, service_role;
