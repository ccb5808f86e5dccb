-- Silences one open alert, for whoever may acknowledge it. Snoozing it again counts from then on, instead of adding to what was.
-- The snooze is of the scope by which the caller may: their own, their tenant's, or the project's.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is. API: private. Called by: snooze_alert.
create or replace function private.snooze(p_alert_id uuid, p_for interval)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_is_project boolean := private.is_project_call() or public.is_admin();
  v_alert public.guardian_alerts;
  v_silence public.silences;
begin
  select a.* into v_alert
  from public.guardian_alerts a
  where a.id = p_alert_id and a.resolved_at is null
    and (
      v_is_project
      or a.owner_id = v_user_id
      or a.tenant_id in (select private.caller_tenants('{owner,admin,member}'))
      or a.tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[v_user_id::text])
    );
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may snooze.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
  if p_for is null or p_for <= interval '0' or p_for > interval '366 days' then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'An alert is snoozed for more than no time, and for at most a year.', hint = 'Pass p_for such as ''1 hour''.';
  end if;

  update public.silences s
  set ends_at = now() + p_for
  where s.id = (
    select o.id
    from public.silences o
    where o.alert_id = p_alert_id and o.created_by is not distinct from v_user_id and o.starts_at <= now() and o.ends_at > now()
      and num_nonnulls(o.subject_kind, o.subject_id, o.alert_type) = 0
    order by o.ends_at desc
    limit 1
  )
  returning s.* into v_silence;
  if not found then
    perform private.limit_silences(v_user_id);
    insert into public.silences (owner_id, tenant_id, alert_id, ends_at, created_by)
    values (
      case when not v_is_project and v_alert.owner_id = v_user_id then v_user_id end,
      case when not v_is_project and v_alert.owner_id is distinct from v_user_id then (
        select t from private.caller_tenants('{owner,admin,member}') t where t = v_alert.tenant_id
      ) end,
      p_alert_id, now() + p_for, v_user_id
    )
    returning * into v_silence;
  end if;
  return to_jsonb(v_silence);
end
$$;
comment on function private.snooze(uuid, interval) is 'Silences one open alert for whoever may acknowledge it; the silence as jsonb.';
revoke all on function private.snooze(uuid, interval) from public, anon, authenticated, service_role;
grant execute on function private.snooze(uuid, interval) to authenticated, service_role;
