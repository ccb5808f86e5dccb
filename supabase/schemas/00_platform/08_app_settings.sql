-- Settings of this project, as text. Known keys are listed in private.setting_definitions; others are kept untouched.
create table if not exists public.app_settings (
  key text primary key,
  value text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.app_settings is 'Settings of this project. Admins and the service role only.';
comment on column public.app_settings.key is 'Name of the setting, such as edge_base_url or stale_after.';
comment on column public.app_settings.value is 'Value as text; known keys are checked for type and bounds.';
comment on column public.app_settings.created_at is 'When the row was made.';
comment on column public.app_settings.updated_at is 'When the value was last written.';

-- edge_base_url is where the function credential is sent: admins of the application read it, the project's owner sets it.
alter table public.app_settings enable row level security;
revoke all on public.app_settings from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.app_settings to authenticated, service_role;

drop policy if exists "Admins read settings" on public.app_settings;
create policy "Admins read settings" on public.app_settings
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add settings" on public.app_settings;
create policy "Admins add settings" on public.app_settings
  for insert to authenticated with check ((select public.is_admin()) and key <> 'edge_base_url');
drop policy if exists "Admins change settings" on public.app_settings;
create policy "Admins change settings" on public.app_settings
  for update to authenticated
  using ((select public.is_admin()) and key <> 'edge_base_url')
  with check ((select public.is_admin()) and key <> 'edge_base_url');
drop policy if exists "Admins remove settings" on public.app_settings;
create policy "Admins remove settings" on public.app_settings
  for delete to authenticated using ((select public.is_admin()) and key <> 'edge_base_url');

drop trigger if exists app_settings_validate on public.app_settings;
create trigger app_settings_validate
  before insert or update on public.app_settings
  for each row execute function private.validate_setting();
