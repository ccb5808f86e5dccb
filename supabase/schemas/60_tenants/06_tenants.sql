-- Whoever is monitored as a whole: the platform itself, a customer, a customer's customer. What belongs to a tenant has its
-- tenant_id, and its members see it. Ids are text, so that the ids of a product's own organisations serve.
create table if not exists public.tenants (
  id text primary key default gen_random_uuid()::text constraint tenants_id_form check (
    char_length(id) between 1 and 200 and id = btrim(id) and id !~ '[[:cntrl:]]'
  ),
  name text not null constraint tenants_name_form check (char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
  role text not null references public.tenant_roles (role),
  paused boolean not null default false,
  uses_project_channels boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.tenants is 'Tenants. Their members see them; the service role makes them.';
comment on column public.tenants.id is 'Identifier of the tenant; any text of 1 to 200 characters.';
comment on column public.tenants.name is 'Name, 1 to 200 characters.';
comment on column public.tenants.role is 'Kind of tenant: which checks are asked.';
comment on column public.tenants.paused is 'True: it is not looked at.';
comment on column public.tenants.uses_project_channels is 'True: the project''s own channels hear of it too.';
comment on column public.tenants.created_at is 'When it was made; new tenants are left alone for tenant_minimum_age.';
comment on column public.tenants.updated_at is 'When somebody last changed it.';

create index if not exists tenants_role_idx on public.tenants (role);
comment on index public.tenants_role_idx is 'Serves the foreign key.';
create index if not exists tenants_name_idx on public.tenants (name, id);
comment on index public.tenants_name_idx is 'Serves list_tenants: tenants by name, a page at a time.';

alter table public.tenants enable row level security;
revoke all on public.tenants from public, anon, authenticated, service_role;
grant select on public.tenants to authenticated;
grant update (name, paused) on public.tenants to authenticated;
grant select, insert, update, delete on public.tenants to service_role;

drop policy if exists "Members and admins read tenants" on public.tenants;
create policy "Members and admins read tenants" on public.tenants
  for select to authenticated using (id in (select private.caller_tenants()) or (select public.is_admin()));
drop policy if exists "Owners and admins of a tenant change it" on public.tenants;
create policy "Owners and admins of a tenant change it" on public.tenants
  for update to authenticated
  using (id in (select private.caller_tenants('{owner,admin}')))
  with check (id in (select private.caller_tenants('{owner,admin}')));
