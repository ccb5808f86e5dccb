-- Has the channels of tenants' owners follow their addresses. Without any the channel is off, until there is one again,
-- whoever switches it on meanwhile.
-- API: private. Called by: claim_notifications, so that no message goes to who is not an owner any more; run_tenant_batch, and the
-- trigger on tenant_members.
create or replace function private.refresh_owner_channels(tenant_ids text[])
returns void
language sql
set search_path = ''
as $$
  with moved as materialized (
    select c.id, private.owner_addresses(c.tenant_id) as addresses, 'No owner of the tenant has a confirmed address.' as nobody
    from public.notification_channels c
    where c.source = 'owners' and c.tenant_id = any (refresh_owner_channels.tenant_ids)
      and (c.config -> 'to' is distinct from to_jsonb(private.owner_addresses(c.tenant_id)) or c.enabled and c.config -> 'to' = '[]')
    order by c.id
    for no key update
  )
  update public.notification_channels c
  set config = jsonb_build_object('to', m.addresses),
      enabled = m.addresses <> '{}' and (c.enabled or coalesce(c.disabled_reason = m.nobody, false)),
      disabled_reason = case when m.addresses = '{}' and c.enabled then m.nobody else c.disabled_reason end
  from moved m
  where c.id = m.id;
$$;
comment on function private.refresh_owner_channels(text[]) is 'Has the email channels of tenants'' owners follow their addresses.';
revoke all on function private.refresh_owner_channels(text[]) from public, anon, authenticated, service_role;
