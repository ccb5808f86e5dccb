-- Stamps a channel that somebody changed; one that is switched on again forgets why it was off.
-- Called by: trigger notification_channels_touch.
create or replace function private.touch_channel()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.enabled then
    new.disabled_reason := null;
  end if;
  return new;
end
$$;
comment on function private.touch_channel() is 'Trigger: keeps updated_at and disabled_reason of channels right.';
revoke all on function private.touch_channel() from public, anon, authenticated, service_role;

drop trigger if exists notification_channels_touch on public.notification_channels;
create trigger notification_channels_touch
  before update on public.notification_channels
  for each row
  when (
    (new.name, new.min_severity, new.subject_kinds, new.enabled, new.config)
    is distinct from (old.name, old.min_severity, old.subject_kinds, old.enabled, old.config)
  )
  execute function private.touch_channel();
