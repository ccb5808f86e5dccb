-- Where somebody wants to hear of alerts. Destinations that are secrets (a Slack hook, a webhook URL, a push topic) live in Vault under
-- heartbase_channel_<id>_destination; this row shows only their last four characters.
-- Rows with source = 'environment' stand for secrets of the edge functions; claim_notifications switches them on and off, and
-- no user may delete them. Those with source = 'owners' go to the addresses of their tenant's owners, and follow them.
create table if not exists public.notification_channels (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint notification_channels_name_length check (char_length(name) between 1 and 200),
  kind text not null constraint notification_channels_kind_known 
    check (kind in ('slack', 'email', 'push', 'sms', 'telegram', 'webhook', 'whatsapp')),
  source text not null default 'database' constraint notification_channels_source_known
    check (source in ('database', 'environment', 'owners')),
  owner_id uuid references auth.users (id) on delete cascade,
  config jsonb not null default '{}' constraint notification_channels_config_is_object
    check (jsonb_typeof(config) = 'object' and octet_length(config::text) <= 10240),
  destination_hint text,
  signing_secret_hint text,
  min_severity text not null default 'info' constraint notification_channels_min_severity_known
    check (min_severity in ('info', 'warning', 'critical')),
  subject_kinds text[] constraint notification_channels_subject_kinds_known
    check (subject_kinds <@ array['job', 'tetrahedron', 'machine', 'tenant', 'service']),
  enabled boolean not null default true,
  disabled_reason text,
  next_send_at timestamptz not null default '-infinity',
  cooldown_until timestamptz,
  burst_started_at timestamptz not null default '-infinity',
  burst_count integer not null default 0,
  failure_count integer not null default 0,
  last_success_at timestamptz,
  last_error_at timestamptz,
  last_error text,
  last_test_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.notification_channels is 'Where alerts are sent. Made by create_notification_channel().';
comment on column public.notification_channels.id is 'Identifier of the channel.';
comment on column public.notification_channels.name is 'What people call it.';
comment on column public.notification_channels.kind is 'slack, email, push, sms, telegram, webhook or whatsapp.';
comment on column public.notification_channels.source is 
  'environment: secrets of the edge functions; owners: the addresses of its tenant''s owners; database: a row that somebody made.';
comment on column public.notification_channels.owner_id is 'User whose alerts it hears; null for the project''s alerts.';
comment on column public.notification_channels.config is
  'What is not secret, such as {"to": ["ops@example.com"]} for email {"to": "+15550100"} for sms or {"chat_id": "-100123"} for telegram.';
comment on column public.notification_channels.destination_hint is 'Last four characters of the secret destination, or of the chat or number.';
comment on column public.notification_channels.signing_secret_hint is 'Last four characters of a webhook''s signing secret.';
comment on column public.notification_channels.min_severity is 'Alerts below this severity are not sent here.';
comment on column public.notification_channels.subject_kinds is 'Kinds of subject it hears of; null for all.';
comment on column public.notification_channels.enabled is 'False: nothing is enqueued or sent.';
comment on column public.notification_channels.disabled_reason is 'Why it is off, when the system switched it off.';
comment on column public.notification_channels.next_send_at is 'Earliest time of the next message: the destination''s rate limit.';
comment on column public.notification_channels.cooldown_until is
  'Until when it gets nothing, because it failed three times in a row; null since it last took a message.';
comment on column public.notification_channels.burst_started_at is 'Start of the minute in which messages are counted for grouping.';
comment on column public.notification_channels.burst_count is 'Messages since burst_started_at.';
comment on column public.notification_channels.failure_count is 'Failed attempts since the last success.';
comment on column public.notification_channels.last_success_at is 'Last accepted message.';
comment on column public.notification_channels.last_error_at is 'Last failed attempt.';
comment on column public.notification_channels.last_error is 'What the last failed attempt said, without secrets.';
comment on column public.notification_channels.last_test_at is 'Last test that was asked for.';
comment on column public.notification_channels.created_at is 'When it was made.';
comment on column public.notification_channels.updated_at is 'When somebody last changed it.';

create index if not exists notification_channels_owner_id_idx on public.notification_channels (owner_id);
comment on index public.notification_channels_owner_id_idx is
  'Serves the fan-out of an alert to its owner''s channels, row level security and the foreign key.';
create unique index if not exists notification_channels_environment_idx
  on public.notification_channels (kind) where source = 'environment';
comment on index public.notification_channels_environment_idx is 'One environment channel of each kind.';

alter table public.notification_channels enable row level security;
revoke all on public.notification_channels from public, anon, authenticated, service_role;
grant select, delete on public.notification_channels to authenticated;
grant update (name, min_severity, subject_kinds, enabled) on public.notification_channels to authenticated;
grant select, insert, update, delete on public.notification_channels to service_role;

drop policy if exists "Admins and owners read channels" on public.notification_channels;
create policy "Admins and owners read channels" on public.notification_channels
  for select to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()));
drop policy if exists "Admins and owners change channels" on public.notification_channels;
create policy "Admins and owners change channels" on public.notification_channels
  for update to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()))
  with check (owner_id = (select auth.uid()) or (select public.is_admin()));
drop policy if exists "Admins and owners delete channels" on public.notification_channels;
create policy "Admins and owners delete channels" on public.notification_channels
  for delete to authenticated
  using (source = 'database' and (owner_id = (select auth.uid()) or (select public.is_admin())));

insert into public.notification_channels (name, kind, source, min_severity, enabled, disabled_reason)
select k.environment_name, k.kind, 'environment', k.min_severity, false, private.missing_secrets_reason(k.kind)
from private.channel_kinds k
where k.environment_name is not null
on conflict do nothing;
