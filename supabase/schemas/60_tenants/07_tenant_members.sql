-- Who belongs to a tenant, and as what: owners and admins run it, members work in it, viewers look.
create table if not exists public.tenant_members (
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'member' constraint tenant_members_role_known
    check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  added_by uuid default auth.uid() references auth.users (id) on delete set null,
  primary key (tenant_id, user_id)
);
comment on table public.tenant_members is 'Members of tenants. Owners and admins of a tenant add and remove them.';
comment on column public.tenant_members.tenant_id is 'The tenant.';
comment on column public.tenant_members.user_id is 'The user.';
comment on column public.tenant_members.role is 'owner, admin, member or viewer.';
comment on column public.tenant_members.created_at is 'Since when.';
comment on column public.tenant_members.added_by is 'Who added them; null for the project.';

create index if not exists tenant_members_user_id_idx on public.tenant_members (user_id);
comment on index public.tenant_members_user_id_idx is 'Serves caller_tenants, and the foreign key.';
create index if not exists tenant_members_added_by_idx on public.tenant_members (added_by) where added_by is not null;
comment on index public.tenant_members_added_by_idx is 'Serves the foreign key.';

alter table public.tenant_members enable row level security;
revoke all on public.tenant_members from public, anon, authenticated, service_role;
grant select, delete on public.tenant_members to authenticated;
grant insert (tenant_id, user_id, role) on public.tenant_members to authenticated;
grant update (role) on public.tenant_members to authenticated;
grant select, insert, update, delete on public.tenant_members to service_role;

drop policy if exists "Members and admins read members" on public.tenant_members;
create policy "Members and admins read members" on public.tenant_members
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
-- Admins of a tenant neither make owners nor touch them.
drop policy if exists "Owners and admins of a tenant add members" on public.tenant_members;
create policy "Owners and admins of a tenant add members" on public.tenant_members
  for insert to authenticated
  with check (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );
drop policy if exists "Owners and admins of a tenant change members" on public.tenant_members;
create policy "Owners and admins of a tenant change members" on public.tenant_members
  for update to authenticated
  using (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  )
  with check (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );
drop policy if exists "Owners and admins of a tenant remove members, and members leave" on public.tenant_members;
create policy "Owners and admins of a tenant remove members, and members leave" on public.tenant_members
  for delete to authenticated
  using (
    user_id = (select auth.uid())
    or tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );
