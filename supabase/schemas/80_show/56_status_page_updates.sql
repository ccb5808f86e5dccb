-- What is said of a notice, one after the other. Adding one with a status gives the notice that status.
create table if not exists public.status_page_updates (
  id uuid primary key default gen_random_uuid(),
  notice_id uuid not null references public.status_page_notices (id) on delete cascade,
  status text not null,
  body text not null constraint status_page_updates_body_form
    check (char_length(body) between 1 and 5000 and btrim(body) <> ''),
  created_at timestamptz not null default now()
);
comment on table public.status_page_updates is 'What was said of notices. Who sees the page sees them; who may change it adds them.';
comment on column public.status_page_updates.id is 'Identifier; never public.';
comment on column public.status_page_updates.notice_id is 'The notice.';
comment on column public.status_page_updates.status is 'Status of the notice from here on.';
comment on column public.status_page_updates.body is 'What is said, plain text, public.';
comment on column public.status_page_updates.created_at is 'When it was said.';

create index if not exists status_page_updates_notice_id_idx on public.status_page_updates (notice_id, created_at desc);
comment on index public.status_page_updates_notice_id_idx is 'Serves the updates of a notice, latest first, and the foreign key.';

alter table public.status_page_updates enable row level security;
revoke all on public.status_page_updates from public, anon, authenticated, service_role;
grant select, delete on public.status_page_updates to authenticated;
grant insert (notice_id, status, body) on public.status_page_updates to authenticated;
-- A slip of the pen can be mended; when it was said, and of what, stays.
grant update (body) on public.status_page_updates to authenticated;
grant select, insert, update, delete on public.status_page_updates to service_role;

drop policy if exists "Who reads a status page reads its updates" on public.status_page_updates;
create policy "Who reads a status page reads its updates" on public.status_page_updates
  for select to authenticated using (notice_id in (select n.id from public.status_page_notices n));
drop policy if exists "Who changes a status page adds updates" on public.status_page_updates;
create policy "Who changes a status page adds updates" on public.status_page_updates
  for insert to authenticated
  with check (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));
drop policy if exists "Who changes a status page changes updates" on public.status_page_updates;
create policy "Who changes a status page changes updates" on public.status_page_updates
  for update to authenticated
  using (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ))
  with check (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));
drop policy if exists "Who changes a status page removes updates" on public.status_page_updates;
create policy "Who changes a status page removes updates" on public.status_page_updates
  for delete to authenticated
  using (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));
