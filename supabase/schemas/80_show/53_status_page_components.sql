-- What a status page names: subjects, under public names.
create table if not exists public.status_page_components (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references public.status_pages (id) on delete cascade,
  key text not null constraint status_page_components_key_form check (key ~ '^[a-z0-9-]{1,63}$'),
  name text not null constraint status_page_components_name_form
    check (char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
  description text not null default '' constraint status_page_components_description_length check (char_length(description) <= 500),
  group_name text constraint status_page_components_group_name_form
    check (char_length(group_name) between 1 and 200 and group_name !~ '[[:cntrl:]]'),
  position integer not null default 0,
  subject_kind text not null constraint status_page_components_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text not null,
  created_at timestamptz not null default now(),
  constraint status_page_components_page_id_key_key unique (page_id, key),
  constraint status_page_components_page_id_subject_key unique (page_id, subject_kind, subject_id),
  -- It is the badge of the whole page.
  constraint status_page_components_key_free check (key <> 'overall')
);
comment on table public.status_page_components is 'Subjects that status pages name. Who sees a page sees them; who may change it changes them.';
comment on column public.status_page_components.id is 'Identifier; never public.';
comment on column public.status_page_components.page_id is 'The page.';
comment on column public.status_page_components.key is 'Its name in addresses of badges and in notices, public; made of the name when left out.';
comment on column public.status_page_components.name is 'Its name for everybody.';
comment on column public.status_page_components.description is 'What it is, public.';
comment on column public.status_page_components.group_name is 'Components of the same group stand together; null for none.';
comment on column public.status_page_components.position is 'Order on the page, smallest first.';
comment on column public.status_page_components.subject_kind is 'job, tetrahedron, machine, tenant, or service: a subsystem of the boot check.';
comment on column public.status_page_components.subject_id is 'Key of the subject within its kind, as in guardian_alerts; never public.';
comment on column public.status_page_components.created_at is 'When it was added.';

create index if not exists status_page_components_subject_idx on public.status_page_components (subject_kind, subject_id);
comment on index public.status_page_components_subject_idx is 'Serves follow_renamed_component: the components of a job.';

alter table public.status_page_components enable row level security;
revoke all on public.status_page_components from public, anon, authenticated, service_role;
grant select, delete on public.status_page_components to authenticated;
grant insert (page_id, key, name, description, group_name, position, subject_kind, subject_id)
  on public.status_page_components to authenticated;
-- Its key and its subject are what a component is: others are another component.
grant update (name, description, group_name, position) on public.status_page_components to authenticated;
grant select, insert, update, delete on public.status_page_components to service_role;

drop policy if exists "Who reads a status page reads its components" on public.status_page_components;
create policy "Who reads a status page reads its components" on public.status_page_components
  for select to authenticated using (page_id in (select p.id from public.status_pages p));
drop policy if exists "Who changes a status page adds components" on public.status_page_components;
create policy "Who changes a status page adds components" on public.status_page_components
  for insert to authenticated with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page changes components" on public.status_page_components;
create policy "Who changes a status page changes components" on public.status_page_components
  for update to authenticated
  using (page_id in (select private.editable_status_pages()))
  with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page removes components" on public.status_page_components;
create policy "Who changes a status page removes components" on public.status_page_components
  for delete to authenticated using (page_id in (select private.editable_status_pages()));
