-- What people say on a status page: incidents, and maintenance. The first words and every further ones are rows of status_page_updates.
create table if not exists public.status_page_notices (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references public.status_pages (id) on delete cascade,
  kind text not null constraint status_page_notices_kind_known check (kind in ('incident', 'maintenance')),
  title text not null constraint status_page_notices_title_form check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  status text not null,
  impact text not null default 'none' constraint status_page_notices_impact_known check (impact in ('none', 'minor', 'major')),
  components text[] not null default '{}' constraint status_page_notices_components_form
    check (cardinality(components) <= 100 and array_position(components, null) is null),
  starts_at timestamptz not null default now() constraint status_page_notices_starts_at_range
    check (starts_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  ends_at timestamptz constraint status_page_notices_ends_at_range
    check (ends_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint status_page_notices_status_known check (status = any (
    case kind
      when 'incident' then array['investigating', 'identified', 'monitoring', 'resolved']
      else array['scheduled', 'in_progress', 'completed']
    end
  )),
  constraint status_page_notices_ends_after_start check (ends_at >= starts_at),
  -- It is worse than planned or it is an incident.
  constraint status_page_notices_maintenance_impact check (kind = 'incident' or impact = 'none')
);
comment on table public.status_page_notices is 'Incidents and maintenance on status pages. Who sees a page sees them; who may change it posts them.';
comment on column public.status_page_notices.id is 'Identifier; public.';
comment on column public.status_page_notices.page_id is 'The page.';
comment on column public.status_page_notices.kind is 'incident or maintenance.';
comment on column public.status_page_notices.title is 'One line, public.';
comment on column public.status_page_notices.status is
  'investigating, identified, monitoring or resolved; scheduled, in_progress or completed. What is scheduled follows the clock by itself.';
comment on column public.status_page_notices.impact is
  'What an incident makes of its components while it lasts: minor degraded, major down, none nothing.';
comment on column public.status_page_notices.components is 'Keys of the components that it is about.';
comment on column public.status_page_notices.starts_at is 'When it began, or is to begin.';
comment on column public.status_page_notices.ends_at is 'When it ended, or is to end; null when that is not known.';
comment on column public.status_page_notices.created_at is 'When it was posted.';
comment on column public.status_page_notices.updated_at is 'When it was last changed or added to.';

create index if not exists status_page_notices_page_id_idx on public.status_page_notices (page_id, starts_at desc);
comment on index public.status_page_notices_page_id_idx is 'Serves the notices of a page, latest first, and the foreign key.';

alter table public.status_page_notices enable row level security;
revoke all on public.status_page_notices from public, anon, authenticated, service_role;
grant select, delete on public.status_page_notices to authenticated;
grant insert (page_id, kind, title, status, impact, components, starts_at, ends_at) on public.status_page_notices to authenticated;
grant update (title, status, impact, components, starts_at, ends_at) on public.status_page_notices to authenticated;
grant select, insert, update, delete on public.status_page_notices to service_role;

drop policy if exists "Who reads a status page reads its notices" on public.status_page_notices;
create policy "Who reads a status page reads its notices" on public.status_page_notices
  for select to authenticated using (page_id in (select p.id from public.status_pages p));
drop policy if exists "Who changes a status page adds notices" on public.status_page_notices;
create policy "Who changes a status page adds notices" on public.status_page_notices
  for insert to authenticated with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page changes notices" on public.status_page_notices;
create policy "Who changes a status page changes notices" on public.status_page_notices
  for update to authenticated
  using (page_id in (select private.editable_status_pages()))
  with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page removes notices" on public.status_page_notices;
create policy "Who changes a status page removes notices" on public.status_page_notices
  for delete to authenticated using (page_id in (select private.editable_status_pages()));
