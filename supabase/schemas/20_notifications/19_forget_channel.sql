-- Cancels what a deleted channel was still to get and removes its secrets from Vault. A sender that is busy with one of its
-- messages finds its lease gone.
-- Called by: trigger notification_channels_forget. SECURITY DEFINER: owners may delete their channel, but not write Vault.
create or replace function private.forget_channel()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.notification_channels c where c.id = old.id for update;
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now(), last_error = 'The channel was deleted.'
  where n.channel_id = old.id and n.state in ('pending', 'leased');
  update public.guardian_alerts a
  set resolved_at = now(), auto_resolved = true, resolution = 'The channel was deleted.'
  where a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || old.id and a.resolved_at is null;
  delete from vault.secrets s where s.name in (
    'heartbase_channel_' || old.id || '_destination',
    'heartbase_channel_' || old.id || '_signing',
    'heartbase_channel_' || old.id || '_signing_previous'
  );
  return old;
end
$$;
comment on function private.forget_channel() is 'Trigger: cancels a deleted channel''s messages and removes its secrets.';
revoke all on function private.forget_channel() from public, anon, authenticated, service_role;

drop trigger if exists notification_channels_forget on public.notification_channels;
create trigger notification_channels_forget
  before delete on public.notification_channels
  for each row execute function private.forget_channel();
