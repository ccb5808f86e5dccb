-- Pages that tell everybody how some subjects are, and nothing else about them. A page of a tenant names the tenant's subjects only;
-- one of the project, which admins make, names any. What everybody gets is the answer of status_page, never these rows.
create table if not exists public.status_pages (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique constraint status_pages_slug_form check (slug ~ '^[a-z0-9-]{1,63}$'),
  title text not null constraint status_pages_title_form check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  description text not null default '' constraint status_pages_description_length check (char_length(description) <= 2000),
  tenant_id text references public.tenants (id) on delete cascade,
  enabled boolean not null default true,
  badge_key text not null unique default private.generate_badge_key(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- It is the path of badges.
  constraint status_pages_slug_free check (slug <> 'badge')
);
comment on table public.status_pages is 'Public status pages. Admins see all; members of a tenant its pages, which its owners and admins make.';
comment on column public.status_pages.id is 'Identifier of the page; never public.';
comment on column public.status_pages.slug is 'Its name in addresses: lower case letters, digits and hyphens.';
comment on column public.status_pages.title is 'Its title, public.';
comment on column public.status_pages.description is 'What it is about, public.';
comment on column public.status_pages.tenant_id is 'Tenant whose subjects it names; null for the project''s, which names any.';
comment on column public.status_pages.enabled is 'False: for everybody it is as if there were none.';
comment on column public.status_pages.badge_key is 'Who knows it may have the badges of the page; rotate_status_badge_key makes another.';
comment on column public.status_pages.created_at is 'When it was made.';
comment on column public.status_pages.updated_at is 'When the row was last changed.';

create index if not exists status_pages_tenant_id_idx on public.status_pages (tenant_id) where tenant_id is not null;
comment on index public.status_pages_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';

alter table public.status_pages enable row level security;
revoke all on public.status_pages from public, anon, authenticated, service_role;
grant select, delete on public.status_pages to authenticated;
-- A page stays with its tenant: its subjects would not go along.
grant insert (slug, title, description, tenant_id, enabled) on public.status_pages to authenticated;
grant update (slug, title, description, enabled) on public.status_pages to authenticated;
grant select, insert, update, delete on public.status_pages to service_role;

drop policy if exists "Admins and members read status pages" on public.status_pages;
create policy "Admins and members read status pages" on public.status_pages
  for select to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants()));
drop policy if exists "Admins, owners and admins of a tenant add status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant add status pages" on public.status_pages
  for insert to authenticated
  with check ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));
drop policy if exists "Admins, owners and admins of a tenant change status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant change status pages" on public.status_pages
  for update to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')))
  with check ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));
drop policy if exists "Admins, owners and admins of a tenant remove status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant remove status pages" on public.status_pages
  for delete to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));
