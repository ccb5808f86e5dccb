-- Takes an open alert on: no more reminders about it. Its recovery is still told.
-- API: admins, owners of the alert, the service role. Runs as the caller: row level security decides which alerts exist.
create or replace function public.acknowledge_alert(p_alert_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set acknowledged_at = coalesce(a.acknowledged_at, now()),
      acknowledged_by = coalesce(a.acknowledged_by, (select auth.uid()))
  where a.id = p_alert_id and a.resolved_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may see.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
end
$$;
comment on function public.acknowledge_alert(uuid) is
  'Acknowledges an open alert, which ends its reminders. PT404 when there is none.';
revoke all on function public.acknowledge_alert(uuid) from public, anon, authenticated, service_role;
grant execute on function public.acknowledge_alert(uuid) to authenticated, service_role;
