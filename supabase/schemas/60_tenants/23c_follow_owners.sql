-- Who becomes an owner is written to from now on, who is none any more is not. Called by: triggers of tenant_members.
-- SECURITY DEFINER: it reads addresses, and writes a channel, which whoever changes members need not be allowed to.
create or replace function private.follow_owners()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refresh_owner_channels(array[case tg_op when 'DELETE' then old.tenant_id else new.tenant_id end]);
  return null;
end
$$;
comment on function private.follow_owners() is 'Trigger: the email channel of a tenant''s owners follows who they are.';
revoke all on function private.follow_owners() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_follow_owners on public.tenant_members;
create trigger tenant_members_follow_owners
  after insert or update of role or delete on public.tenant_members
  for each row execute function private.follow_owners();
