-- What the boot check asks: the parts of Heartbase itself, and what an admin adds. A name is shown to everybody who asks for
-- the status; everything else here is for admins.
-- built_in: asked by name, target is null. sql_function: target names a function of the schema alive_probes. url: a GET of
-- target by the edge function, behind the guard that channels have.
create table if not exists public.alive_subsystems (
  name text primary key constraint alive_subsystems_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  title text not null constraint alive_subsystems_title_form
    check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  core boolean not null default false,
  kind text not null constraint alive_subsystems_kind_known check (kind in ('built_in', 'sql_function', 'url')),
  target text,
  timeout interval not null default '4 seconds' constraint alive_subsystems_timeout_range
    check (timeout between interval '100 milliseconds' and interval '4 seconds'),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint alive_subsystems_built_in_names check (
    (kind = 'built_in')
      = (name in ('database', 'evaluator', 'ingest', 'pg_cron', 'pg_net', 'outbox', 'channels', 'auth'))
    -- One is made of each kind of channel.
    and not starts_with(name, 'channel_')
  ),
  constraint alive_subsystems_target_given check ((target is null) = (kind = 'built_in'))
);
comment on table public.alive_subsystems is 'What the boot check asks. Admins and the service role only; names are public.';
comment on column public.alive_subsystems.name is 'Name in the status, shown to everybody.';
comment on column public.alive_subsystems.title is 'What people call it.';
comment on column public.alive_subsystems.core is 'True: when it fails, the phase is error; otherwise degraded.';
comment on column public.alive_subsystems.kind is 'built_in, sql_function or url.';
comment on column public.alive_subsystems.target is
  'alive_probes.<function>, or an https URL that a GET must answer with 2xx. No secrets: admins read it.';
comment on column public.alive_subsystems.timeout is 'How long its answer may take, at most 4 seconds.';
comment on column public.alive_subsystems.enabled is 'False: it is not asked and not in the status.';
comment on column public.alive_subsystems.created_at is 'When it was made.';
comment on column public.alive_subsystems.updated_at is 'When it was last changed.';

alter table public.alive_subsystems enable row level security;
revoke all on public.alive_subsystems from public, anon, authenticated, service_role;
grant select, delete on public.alive_subsystems to authenticated;
grant insert (name, title, core, kind, target, timeout, enabled) on public.alive_subsystems to authenticated;
-- Its name and kind are what a subsystem is: another one is another row.
grant update (title, core, target, timeout, enabled) on public.alive_subsystems to authenticated;
grant select, insert, update, delete on public.alive_subsystems to service_role;

drop policy if exists "Admins read subsystems" on public.alive_subsystems;
create policy "Admins read subsystems" on public.alive_subsystems
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add subsystems" on public.alive_subsystems;
create policy "Admins add subsystems" on public.alive_subsystems
  for insert to authenticated with check ((select public.is_admin()));
drop policy if exists "Admins change subsystems" on public.alive_subsystems;
create policy "Admins change subsystems" on public.alive_subsystems
  for update to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));
drop policy if exists "Admins remove subsystems of their own" on public.alive_subsystems;
create policy "Admins remove subsystems of their own" on public.alive_subsystems
  for delete to authenticated using (kind <> 'built_in' and (select public.is_admin()));

insert into public.alive_subsystems (name, title, core, kind)
values
  ('database', 'Database', true, 'built_in'),
  ('evaluator', 'Evaluator', true, 'built_in'),
  ('ingest', 'Ingest', true, 'built_in'),
  ('pg_cron', 'pg_cron', false, 'built_in'),
  ('pg_net', 'pg_net', false, 'built_in'),
  ('outbox', 'Outbox', false, 'built_in'),
  ('channels', 'Channels', false, 'built_in'),
  ('auth', 'Auth', false, 'built_in')
on conflict do nothing;
