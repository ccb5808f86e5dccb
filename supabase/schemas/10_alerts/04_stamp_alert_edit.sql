-- Makes what a signed-in user does to an alert theirs, and now, whatever they wrote. What nobody signed in wrote stands.
-- Called by: triggers on guardian_alerts.
create or replace function private.stamp_alert_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.acknowledged_at := case when new.acknowledged_at is not null then coalesce(old.acknowledged_at, now()) end;
  new.acknowledged_by := case
    when new.acknowledged_at is null then null
    when old.acknowledged_at is null then (select auth.uid())
    else old.acknowledged_by
  end;
  if new.resolved_at is not null and old.resolved_at is null then
    new.resolved_at := now();
    new.resolution := left(coalesce(nullif(btrim(new.resolution), ''), 'Resolved by hand.'), 500);
  else
    new.resolution := old.resolution;
  end if;
  return new;
end
$$;
comment on function private.stamp_alert_edit() is 'Trigger: a signed-in user''s acknowledgement or resolution is theirs, and now.';
revoke all on function private.stamp_alert_edit() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_stamp_edit on public.guardian_alerts;
create trigger guardian_alerts_stamp_edit
  before update on public.guardian_alerts
  for each row
  when (current_user = 'authenticated')
  execute function private.stamp_alert_edit();
