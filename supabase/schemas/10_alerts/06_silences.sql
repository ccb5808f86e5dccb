-- When nobody is told of which alerts: a maintenance, a known trouble, an alert that is snoozed. An alert under a silence opens as
-- ever; its messages wait until the silence ends. One matches an alert when all of its matchers that are not null do, and the alert
-- is in its scope: a user's own alerts, a tenant's, or all when it is the project's. In force from starts_at on, until just before
-- ends_at. Written by create_silence(), snooze_alert() and end_silence(); edits by hand work at once too.
create table if not exists public.silences (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid references auth.users (id) on delete cascade,
  alert_id uuid references public.guardian_alerts (id) on delete cascade,
  subject_kind text constraint silences_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text constraint silences_subject_id_length check (char_length(subject_id) between 1 and 500),
  alert_type text constraint silences_alert_type_length check (char_length(alert_type) between 1 and 200),
  reason text constraint silences_reason_length check (char_length(reason) between 1 and 500),
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null,
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint silences_at_most_a_year check (
    isfinite(starts_at) and isfinite(ends_at) and ends_at > starts_at and ends_at - starts_at <= interval '366 days'
  )
);
comment on table public.silences is 'When nobody is told of which alerts. What a silence holds is sent when it ends.';
comment on column public.silences.id is 'Identifier of the silence.';
comment on column public.silences.owner_id is 'User whose own alerts it covers; null for the project''s and for tenants'' silences.';
comment on column public.silences.alert_id is 'The one alert that it covers, which is snoozed; null for any.';
comment on column public.silences.subject_kind is 'Kind of subject that it covers; null for all.';
comment on column public.silences.subject_id is 'Key of the subject that it covers, or the beginning of keys when it ends with *; null for all.';
comment on column public.silences.alert_type is 'Type of alert that it covers, such as job-stale; null for all.';
comment on column public.silences.reason is 'Why, for people.';
comment on column public.silences.starts_at is 'From when on it holds messages.';
comment on column public.silences.ends_at is 'From when on it does not any more.';
comment on column public.silences.created_by is 'Who made it; null for the service role and SQL, and once the user is gone.';
comment on column public.silences.created_at is 'When it was made.';

create index if not exists silences_ends_at_idx on public.silences (ends_at);
comment on index public.silences_ends_at_idx is 'Serves silences_in_force, once an event, and prune_history.';
create index if not exists silences_owner_id_idx on public.silences (owner_id) where owner_id is not null;
comment on index public.silences_owner_id_idx is 'Serves the owner''s row level security and the foreign key.';
create index if not exists silences_alert_id_idx on public.silences (alert_id) where alert_id is not null;
comment on index public.silences_alert_id_idx is 'Serves snoozing an alert anew, and the foreign key.';
create index if not exists silences_created_by_idx on public.silences (created_by) where created_by is not null;
comment on index public.silences_created_by_idx is 'Serves the limit for each user, and the foreign key.';

alter table public.silences enable row level security;
revoke all on public.silences from public, anon, authenticated, service_role;
grant select on public.silences to authenticated;
grant select, insert, update, delete on public.silences to service_role;

-- Whoever sees an alert sees that it is snoozed.
drop policy if exists "Admins and owners read silences" on public.silences;
create policy "Admins and owners read silences" on public.silences
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or alert_id in (select a.id from public.guardian_alerts a)
  );
