-- Gives tenants that want email, and have no channel for it, one to the confirmed addresses of their owners: where Resend is set up, once
-- in a tenant's life. It hears at once of the reports of the last repeat interval that nobody got for want of it.
-- tenant_ids: null for all; at most 100 at once, so that no claim outgrows the API's time-out, and the rest as they are looked at.
-- API: private. Called by: run_tenant_batch, and sync_environment_channels when Resend was set up.
create or replace function private.make_owner_channels(tenant_ids text[] default null, now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_made record;
  v_count integer := 0;
begin
  if not private.can_send('email') then
    return 0;
  end if;
  for v_made in
    with wanted as materialized (
      select t.id, a.addresses
      from public.tenants t
      join public.tenant_settings s on s.tenant_id = t.id
      cross join lateral (select private.owner_addresses(t.id) as addresses) a
      where (make_owner_channels.tenant_ids is null or t.id = any (make_owner_channels.tenant_ids))
        and 'email' = any (s.channels) and s.enabled and not t.paused
        and not exists (select from private.owner_channels o where o.tenant_id = t.id)
        and not exists (
          select from public.notification_channels c
          where c.kind = 'email' and (
            c.tenant_id = t.id or t.uses_project_channels and c.enabled and c.tenant_id is null and c.owner_id is null
          )
        )
        and a.addresses <> '{}'
      order by t.id
      limit 100
    ),
    remembered as (
      insert into private.owner_channels (tenant_id, made_at)
      select w.id, make_owner_channels.now_at from wanted w
      on conflict do nothing
      returning tenant_id
    )
    insert into public.notification_channels (name, kind, source, tenant_id, config)
    select 'Email to the owners', 'email', 'owners', w.id, jsonb_build_object('to', w.addresses)
    from wanted w
    join remembered r on r.tenant_id = w.id
    returning id, tenant_id
  loop
    v_count := v_count + 1;
    perform private.enqueue_notifications(array(
      select e.alert_id
      from public.heartbeat_notifications h
      join public.heartbeat_executions e on e.execution_id = h.execution_id
      where h.tenant_id = v_made.tenant_id and h.channel = 'email' and h.outcome = 'no_channel'
        and h.created_at > make_owner_channels.now_at - private.get_interval_setting('alert_repeat_after')
    ), 'opened', v_made.id);
    update public.heartbeat_notifications h
    set outcome = 'queued', notification_id = n.id, reason = null
    from public.heartbeat_executions e
    join public.notifications n on n.alert_id = e.alert_id and n.channel_id = v_made.id
    where h.tenant_id = v_made.tenant_id and h.channel = 'email' and h.outcome = 'no_channel' and e.execution_id = h.execution_id;
  end loop;
  return v_count;
end
$$;
comment on function private.make_owner_channels(text[], timestamptz) is
  'Gives tenants that want email and have no channel for it one to their owners; returns how many.';
revoke all on function private.make_owner_channels(text[], timestamptz) from public, anon, authenticated, service_role;
