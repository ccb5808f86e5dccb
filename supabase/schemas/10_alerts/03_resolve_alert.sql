-- Ends an open alert by hand; whoever heard of it hears that it ended. A subject still in trouble opens a new alert once the
-- repeat interval has passed.
-- API: admins, owners of the alert, the service role. Runs as the caller: row level security decides which alerts exist.
create or replace function public.resolve_alert(p_alert_id uuid, p_note text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = now(), resolution = coalesce(left(nullif(btrim(p_note), ''), 500), 'Resolved by hand.')
  where a.id = p_alert_id and a.resolved_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may see.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
end
$$;
comment on function public.resolve_alert(uuid, text) is
  'Resolves an open alert by hand, with a note of at most 500 characters. PT404 when there is none.';
revoke all on function public.resolve_alert(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.resolve_alert(uuid, text) to authenticated, service_role;
