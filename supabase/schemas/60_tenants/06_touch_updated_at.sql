-- updated_at is the server's. Called by: triggers of tenants, tenant_settings and check_definitions.
create or replace function private.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.touch_updated_at() is 'Trigger: an edit is now.';
revoke all on function private.touch_updated_at() from public, anon, authenticated, service_role;

drop trigger if exists tenants_touch on public.tenants;
create trigger tenants_touch
  before update on public.tenants
  for each row execute function private.touch_updated_at();
