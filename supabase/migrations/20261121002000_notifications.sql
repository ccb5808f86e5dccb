-- Built from supabase/schemas/20_notifications by npm run build:migrations. Edit there, not here.

-- What each kind of channel is: the secrets of the edge functions that make its environment channel, its provider's pace, and
-- who may make channels of it. The one place that knows; a new kind is a row here, and its adapter among the edge functions.
create table if not exists private.channel_kinds (
  kind text primary key,
  environment_name text,
  environment_secrets text[] not null default '{}',
  optional_secrets text[] not null default '{}',
  shared_secrets text[] not null default '{}',
  has_destination boolean not null,
  config_keys text[] not null default '{}',
  is_for_users boolean not null,
  spacing interval not null,
  min_severity text not null default 'info',
  can_send boolean not null default false
);
comment on table private.channel_kinds is 'Known kinds of channel. Written by migrations, but for can_send.';
comment on column private.channel_kinds.environment_name is 'Name of the environment channel; null when the kind has none.';
comment on column private.channel_kinds.environment_secrets is 'Secrets that, all set, switch the environment channel on.';
comment on column private.channel_kinds.optional_secrets is 'Secrets that it uses where they are set.';
comment on column private.channel_kinds.shared_secrets is 'Those of environment_secrets that channels which somebody made use as well.';
comment on column private.channel_kinds.has_destination is 'Whether a channel has a secret URL.';
comment on column private.channel_kinds.config_keys is 'What a sender may learn from the provider and have changed.';
comment on column private.channel_kinds.is_for_users is
  'Whether signed-in users make channels of it. Not email, sms and whatsapp: they would write to strangers in the project''s name, and at its cost.';
comment on column private.channel_kinds.spacing is 'Least time between two messages to one channel.';
comment on column private.channel_kinds.min_severity is 'Severity below which its environment channel is not told, until somebody changes that.';
comment on column private.channel_kinds.can_send is 'Whether the last sender that asked for work had the shared secrets of a kind of which the project makes channels.';
alter table private.channel_kinds enable row level security;
revoke all on private.channel_kinds from public, anon, authenticated, service_role;

insert into private.channel_kinds (
  kind, environment_name, environment_secrets, optional_secrets, shared_secrets, has_destination, config_keys, is_for_users, spacing,
  min_severity
)
values
  ('slack', 'Slack (SLACK_WEBHOOK_URL)', '{SLACK_WEBHOOK_URL}', '{}', '{}', true, '{}', true, '1 second', 'info'),
  ('email', 'Email (RESEND_API_KEY)', '{RESEND_API_KEY,RESEND_FROM,ALERT_EMAIL_TO}', '{}', '{RESEND_API_KEY,RESEND_FROM}',
    false, '{}', false, '0.5 seconds', 'info'),
  ('push', 'Push (NTFY_URL)', '{NTFY_URL}', '{NTFY_TOKEN}', '{}', true, '{}', true, '1 second', 'info'),
  ('sms', 'SMS (TWILIO_FROM)', '{TWILIO_ACCOUNT_SID,TWILIO_AUTH_TOKEN,TWILIO_FROM,ALERT_SMS_TO}', '{}',
    '{TWILIO_ACCOUNT_SID,TWILIO_AUTH_TOKEN,TWILIO_FROM}', false, '{}', false, '1 second', 'critical'),
  ('telegram', 'Telegram (TELEGRAM_BOT_TOKEN)', '{TELEGRAM_BOT_TOKEN,TELEGRAM_CHAT_ID}', '{}', '{TELEGRAM_BOT_TOKEN}',
    false, '{chat_id,migrated_from}', true, '1 second', 'info'),
  ('webhook', null, '{}', '{}', '{}', true, '{}', true, '0.1 seconds', 'info'),
  ('whatsapp', 'WhatsApp (TWILIO_WHATSAPP_FROM)',
    '{TWILIO_ACCOUNT_SID,TWILIO_AUTH_TOKEN,TWILIO_WHATSAPP_FROM,ALERT_WHATSAPP_TO}', '{}',
    '{TWILIO_ACCOUNT_SID,TWILIO_AUTH_TOKEN,TWILIO_WHATSAPP_FROM}', false, '{}', false, '1 second', 'critical')
on conflict (kind) do update
  set environment_name = excluded.environment_name, environment_secrets = excluded.environment_secrets,
      optional_secrets = excluded.optional_secrets, shared_secrets = excluded.shared_secrets, has_destination = excluded.has_destination, config_keys = excluded.config_keys,
      is_for_users = excluded.is_for_users, spacing = excluded.spacing,
      min_severity = excluded.min_severity;

-- Why an environment channel of a kind is off when its secrets are missing, such as 'A, B and C are not all set.'
-- API: private. Called by: sync_environment_channels.
create or replace function private.missing_secrets_reason(kind text)
returns text
language sql
stable
set search_path = ''
as $$
  select case cardinality(k.environment_secrets)
    when 1 then k.environment_secrets[1] || ' is not set.'
    else format('%s and %s are not all set.',
      array_to_string(trim_array(k.environment_secrets, 1), ', '),
      k.environment_secrets[cardinality(k.environment_secrets)])
  end
  from private.channel_kinds k
  where k.kind = missing_secrets_reason.kind;
$$;
comment on function private.missing_secrets_reason(text) is 'Which secrets an environment channel of this kind lacks.';
revoke all on function private.missing_secrets_reason(text) from public, anon, authenticated, service_role;

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

-- Whether messages of a kind can go to a channel that is not the environment's: the senders said that they have the secrets, or Vault
-- has them. API: private. Called by: make_owner_channels, no_channel_reason.
create or replace function private.can_send(kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select k.can_send or k.shared_secrets <> '{}' and (
    select count(*) from vault.secrets s where s.name = any (k.shared_secrets)
  ) = cardinality(k.shared_secrets)
  from private.channel_kinds k
  where k.kind = can_send.kind;
$$;
comment on function private.can_send(text) is 'Whether the secrets are there by which messages of a kind are sent.';
revoke all on function private.can_send(text) from public, anon, authenticated, service_role;

-- The outbox: one message to one channel about one alert event.
-- pending -> leased -> delivered | pending (backoff) | dead | cancelled
create table if not exists public.notifications (
  id uuid primary key default gen_random_uuid(),
  alert_id uuid not null references public.guardian_alerts (id) on delete cascade,
  channel_id uuid references public.notification_channels (id) on delete set null,
  event text not null constraint notifications_event_known check (event in ('opened', 'reminder', 'resolved', 'test')),
  slot integer not null default 0,
  state text not null default 'pending' constraint notifications_state_known
    check (state in ('pending', 'leased', 'delivered', 'dead', 'cancelled')),
  attempts integer not null default 0,
  lease uuid,
  next_attempt_at timestamptz not null default now(),
  group_id uuid,
  held_by uuid references public.silences (id) on delete set null,
  held_until timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  http_status integer,
  last_error text,
  replays integer not null default 0,
  replayed_at timestamptz,
  replayed_by uuid references auth.users (id) on delete set null,
  replayed_error text,
  constraint notifications_told_once unique (alert_id, channel_id, event, slot)
);
comment on table public.notifications is 'The outbox: messages to channels about alert events.';
comment on column public.notifications.id is 'Identifier; Idempotency-Key and webhook-id of the message.';
comment on column public.notifications.alert_id is 'The alert that it tells of.';
comment on column public.notifications.channel_id is 'Where it goes; null once the channel was deleted.';
comment on column public.notifications.event is 'opened, reminder, resolved or test.';
comment on column public.notifications.slot is 'Which reminder it is; 0 for other events.';
comment on column public.notifications.state is 'pending, leased, delivered, dead or cancelled.';
comment on column public.notifications.attempts is 'Attempts so far, counted when claimed.';
comment on column public.notifications.lease is 'Proof of ownership that an acknowledgement must show.';
comment on column public.notifications.next_attempt_at is 'When it may be claimed; while leased, when the lease ends.';
comment on column public.notifications.group_id is 'The notification under whose id a group goes out as one message.';
comment on column public.notifications.held_by is 'The silence for which it waits, or waited.';
comment on column public.notifications.held_until is
  'Until when a silence holds it, or held it: from then on it has been waiting to be sent; null when none did.';
comment on column public.notifications.created_at is 'When the event happened.';
comment on column public.notifications.finished_at is 'When it was delivered, died or was cancelled.';
comment on column public.notifications.http_status is 'Status of the last answer.';
comment on column public.notifications.last_error is 'Why it was retried, died or was cancelled, without secrets.';
comment on column public.notifications.replays is 'How often it was sent again after it had ended.';
comment on column public.notifications.replayed_at is 'When it was last replayed.';
comment on column public.notifications.replayed_by is 'Who did that; null for the project.';
comment on column public.notifications.replayed_error is 'What it had ended of before it was last replayed.';

create index if not exists notifications_due_idx
  on public.notifications (channel_id, next_attempt_at) where state in ('pending', 'leased');
comment on index public.notifications_due_idx is 'Serves claim_notifications and the tick: what is due, by channel.';
create index if not exists notifications_dead_idx on public.notifications (channel_id) where state = 'dead';
comment on index public.notifications_dead_idx is 'Serves the metrics, and channel statistics: what was given up, by channel.';
-- Ascending, and read backwards: what is newest is appended, which fills pages, where in front of the others it would halve them.
create index if not exists notifications_channel_id_idx on public.notifications (channel_id, created_at, id);
comment on index public.notifications_channel_id_idx is
  'Serves the foreign key when a channel is deleted, and the messages of a channel, newest first.';
create index if not exists notifications_created_at_idx on public.notifications (created_at, id);
comment on index public.notifications_created_at_idx is 'Serves the list of messages, newest first.';
create index if not exists notifications_unsent_idx
  on public.notifications (state, created_at desc, id desc) where state in ('dead', 'cancelled');
comment on index public.notifications_unsent_idx is 'Serves the list and the count of what was given up or called off, newest first.';
create index if not exists notifications_replayed_by_idx on public.notifications (replayed_by) where replayed_by is not null;
comment on index public.notifications_replayed_by_idx is 'Serves the foreign key.';
create index if not exists notifications_group_id_idx on public.notifications (group_id) where group_id is not null;
comment on index public.notifications_group_id_idx is 'Serves claiming and acknowledging a group.';
create index if not exists notifications_held_by_idx on public.notifications (held_by) where held_by is not null;
comment on index public.notifications_held_by_idx is 'Serves letting go what a silence holds, and the foreign key.';
create index if not exists notifications_finished_at_idx on public.notifications (finished_at) where finished_at is not null;
comment on index public.notifications_finished_at_idx is 'Serves prune_history.';

alter table public.notifications enable row level security;
revoke all on public.notifications from public, anon, authenticated, service_role;
grant select on public.notifications to authenticated;
grant select, insert, update, delete on public.notifications to service_role;

drop policy if exists "Admins and owners read notifications" on public.notifications;
create policy "Admins and owners read notifications" on public.notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or channel_id in (select c.id from public.notification_channels c where c.owner_id = (select auth.uid()))
  );

-- Order of severities: info 1, warning 2, critical 3. API: private. Called by: messages_about.
create or replace function private.severity_rank(severity text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['info', 'warning', 'critical'], severity_rank.severity);
$$;
comment on function private.severity_rank(text) is 'info 1, warning 2, critical 3.';
revoke all on function private.severity_rank(text) from public, anon, authenticated, service_role;

-- The messages that an event of alerts, which happened now, comes to: one per alert and matching channel.
-- An alert about a channel is not sent to that channel. A test passes every filter.
-- An alert of a tenant goes to the tenant's channels, to the project's where the tenant says so, and to its owner's if it has one.
-- One that a tenant cannot be looked at is the project's affair as well.
-- One whose details name channel_kinds goes to channels of these kinds only, and is about what these kinds hear of: the severity below
-- which an environment channel of the kind is not told by default does not count then, one that somebody chose does. What such an alert
-- tells the end of was as grave as its details say.
-- What is about an alert under a silence is held until the silence ends. Of reminders, a channel that has a message about the alert
-- waiting behind a silence gets none: after the silence it hears of the alert once.
-- API: private. Called by: enqueue_notifications, announce_opened_alerts.
create or replace function private.messages_about(alert_ids uuid[], event text, only_channel uuid default null)
returns table (alert_id uuid, channel_id uuid, slot integer, held_by uuid, held_until timestamptz, next_attempt_at timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := case
    when messages_about.event in ('opened', 'reminder') then private.silences_in_force(now())
  end;
  v_may_repeat boolean := messages_about.event = 'reminder' and exists (
    select from public.notifications n where n.held_by is not null and n.state = 'pending' and n.attempts = 0
  );
begin
  return query
  -- Materialized: severities are ranked once a channel, not once a message.
  with channels as materialized (
    select k.id as to_channel, k.kind as to_kind, k.owner_id as to_owner, k.tenant_id as to_tenant, k.subject_kinds,
      k.source = 'environment' and k.min_severity = d.min_severity as has_default_severity, array(
        select s from unnest(array['info', 'warning', 'critical']) s
        where private.severity_rank(s) >= private.severity_rank(k.min_severity)
      ) as severities
    from public.notification_channels k
    join private.channel_kinds d on d.kind = k.kind
    where k.enabled and (messages_about.only_channel is null or k.id = messages_about.only_channel)
  ),
  -- Joined, not searched: a cached plan compares each row with one id after the other, which is quadratic in a storm.
  alerts as materialized (
    select a.id, a.owner_id, a.tenant_id, coalesce(a.details ->> 'gravest_severity', a.severity) as severity, a.subject_kind,
      a.subject_id, a.reminder_count, a.details -> 'channel_kinds' as channel_kinds,
      a.tenant_id is null or a.owner_id is not null or coalesce(t.uses_project_channels, false)
        or a.alert_type = 'tenant-recovery-failed' as goes_beyond_tenant
    from unnest(messages_about.alert_ids) i(id)
    join public.guardian_alerts a on a.id = i.id
    left join public.tenants t on t.id = a.tenant_id
  ),
  held as materialized (
    select h.alert_id, h.silence_id, h.ends_at
    from private.silences_over(v_silence_ids, messages_about.alert_ids) h
    where cardinality(v_silence_ids) > 0
  ),
  audiences as (
    select a.*, c.*
    from alerts a
    join channels c on c.to_tenant = a.tenant_id
    union all
    select a.*, c.*
    from alerts a
    join channels c on c.to_tenant is null and c.to_owner is not distinct from a.owner_id
    where a.goes_beyond_tenant
  )
  select u.id, u.to_channel, case messages_about.event when 'reminder' then u.reminder_count else 0 end,
    h.silence_id, h.ends_at, coalesce(h.ends_at, now())
  from audiences u
  left join held h on h.alert_id = u.id
  where (u.severity = any (u.severities) or u.channel_kinds is not null and u.has_default_severity)
    and (u.channel_kinds is null or u.channel_kinds ? u.to_kind)
    and (u.subject_kinds is null or u.subject_kind = any (u.subject_kinds) or messages_about.event = 'test')
    and not (u.subject_kind = 'service' and u.subject_id = 'notification_channel/' || u.to_channel)
    and not (v_may_repeat and exists (
      select from public.notifications w
      where w.alert_id = u.id and w.channel_id = u.to_channel and w.held_by is not null and w.state = 'pending' and w.attempts = 0
    ));
end
$$;
comment on function private.messages_about(uuid[], text, uuid) is
  'What an event of alerts comes to: a message per alert and matching channel, and the silence that holds it.';
revoke all on function private.messages_about(uuid[], text, uuid) from public, anon, authenticated, service_role;

-- Writes the messages about an event of alerts that happened now, and rings the doorbell. The unique key makes repeats harmless.
-- API: private. Called by: the trigger on changed guardian_alerts, send_test, sync_environment_channels, make_owner_channels.
create or replace function private.enqueue_notifications(alert_ids uuid[], event text, only_channel uuid default null)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  insert into public.notifications (alert_id, channel_id, event, slot, held_by, held_until, next_attempt_at)
  select m.alert_id, m.channel_id, enqueue_notifications.event, m.slot, m.held_by, m.held_until, m.next_attempt_at
  from private.messages_about(enqueue_notifications.alert_ids, enqueue_notifications.event, enqueue_notifications.only_channel) m
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.enqueue_notifications(uuid[], text, uuid) is
  'Fans an event of alerts out to the matching channels; returns how many notifications were written.';
revoke all on function private.enqueue_notifications(uuid[], text, uuid) from public, anon, authenticated, service_role;

-- Tells the end of alerts to every channel that heard, or may have heard, of the trouble; severity and kind filters do not
-- matter any more. What was never attempted, or waits for a channel that is off, is cancelled: its channel hears of neither.
-- API: private. Called by: the trigger on guardian_alerts.
create or replace function private.enqueue_recoveries(alert_ids uuid[])
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now(), last_error = 'The alert resolved before this was sent.'
  where n.alert_id = any (enqueue_recoveries.alert_ids)
    and (n.state = 'pending' and n.attempts = 0 or n.state in ('pending', 'leased') and not exists (
      select from public.notification_channels c where c.id = n.channel_id and c.enabled
    ));

  insert into public.notifications (alert_id, channel_id, event)
  select distinct n.alert_id, n.channel_id, 'resolved'
  from public.notifications n
  join public.notification_channels c on c.id = n.channel_id and c.enabled
  where n.alert_id = any (enqueue_recoveries.alert_ids)
    and n.event in ('opened', 'reminder')
    and n.state in ('delivered', 'leased', 'pending')
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    perform private.ring_doorbell();
  end if;
  return v_count;
end
$$;
comment on function private.enqueue_recoveries(uuid[]) is
  'Writes recovery notices for channels that heard of the alerts and cancels what was never sent; returns how many.';
revoke all on function private.enqueue_recoveries(uuid[]) from public, anon, authenticated, service_role;

-- Writes the messages about alerts that opened, by whomever, in the same transaction. Of a new alert there is none yet: unlike a repeat
-- that enqueue_notifications is asked for, nothing can be there twice, and looking for it is an eighth of a storm.
-- Called by: a trigger on guardian_alerts. SECURITY DEFINER: whoever may write alerts may not write the outbox.
create or replace function private.announce_opened_alerts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_alert_ids uuid[] := array(select n.id from new_alerts n where n.alert_type <> 'test');
begin
  if cardinality(v_alert_ids) > 0 then
    -- In the order of their ids, with which three indexes end: one page after the other instead of all of them again and again.
    insert into public.notifications (id, alert_id, channel_id, event, slot, held_by, held_until, next_attempt_at)
    select gen_random_uuid() as id, m.alert_id, m.channel_id, 'opened', m.slot, m.held_by, m.held_until, m.next_attempt_at
    from private.messages_about(v_alert_ids, 'opened') m
    order by id;
    perform private.ring_doorbell();
  end if;
  return null;
end
$$;
comment on function private.announce_opened_alerts() is 'Trigger: enqueues the opening of new alerts.';
revoke all on function private.announce_opened_alerts() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_announce_opened on public.guardian_alerts;
create trigger guardian_alerts_announce_opened
  after insert on public.guardian_alerts
  referencing new table as new_alerts
  for each statement execute function private.announce_opened_alerts();

-- Enqueues the reminders and recoveries of alerts that were changed, by whomever, in the same transaction.
-- Called by: a trigger on guardian_alerts. SECURITY DEFINER: whoever resolves an alert may not write the outbox.
create or replace function private.announce_changed_alerts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_resolved uuid[];
  v_reminded uuid[];
  v_acknowledged uuid[];
begin
  -- Grouped, not joined: transition tables have no statistics, and a cached nested loop over them is quadratic in a storm.
  select
    array_agg(c.id) filter (where c.was_open and not c.is_open),
    array_agg(c.id) filter (where c.is_open and c.reminders_now > c.reminders_before),
    array_agg(c.id) filter (where c.is_open and c.is_acknowledged and not c.was_acknowledged)
  into v_resolved, v_reminded, v_acknowledged
  from (
    select r.id,
      bool_or(r.resolved_at is null) filter (where r.is_old) as was_open,
      bool_or(r.resolved_at is null) filter (where not r.is_old) as is_open,
      max(r.reminder_count) filter (where r.is_old) as reminders_before,
      max(r.reminder_count) filter (where not r.is_old) as reminders_now,
      bool_or(r.acknowledged_at is not null) filter (where r.is_old) as was_acknowledged,
      bool_or(r.acknowledged_at is not null) filter (where not r.is_old) as is_acknowledged
    from (
      select o.id, o.resolved_at, o.reminder_count, o.acknowledged_at, true as is_old from old_alerts o
      union all
      select n.id, n.resolved_at, n.reminder_count, n.acknowledged_at, false from new_alerts n
    ) r
    group by r.id
  ) c;
  if v_resolved is not null then
    perform private.enqueue_recoveries(v_resolved);
  end if;
  if v_acknowledged is not null then
    -- One that a silence holds would come long after.
    update public.notifications n
    set state = 'cancelled', finished_at = now(), last_error = 'The alert was acknowledged before this was sent.'
    where n.alert_id = any (v_acknowledged) and n.event = 'reminder' and n.state = 'pending' and n.attempts = 0 and n.replays = 0;
  end if;
  if v_reminded is not null then
    perform private.enqueue_notifications(v_reminded, 'reminder');
  end if;
  return null;
end
$$;
comment on function private.announce_changed_alerts() is 'Trigger: enqueues reminders and recoveries, and cancels reminders of what is acknowledged.';
revoke all on function private.announce_changed_alerts() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_announce_changed on public.guardian_alerts;
create trigger guardian_alerts_announce_changed
  after update on public.guardian_alerts
  referencing old table as old_alerts new table as new_alerts
  for each statement execute function private.announce_changed_alerts();

-- Switches the environment channels on or off: on when the edge functions, or Vault, hold the secrets of that kind. A channel
-- that comes on hears of the alerts that are open, so that trouble from before the secrets were set is not lost.
-- One that somebody switched off, or whose destination is gone, stays off until somebody switches it on.
-- environment: {"slack": bool, "email": bool, …, "sends": ["email", …]}, what the calling function has secrets for: an environment
-- channel, and messages to channels of the kind that are not the environment's. Tenants that wait for email to be sendable are given
-- their channel then.
-- API: private. Called by: claim_notifications.
create or replace function private.sync_environment_channels(environment jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_channel record;
begin
  for v_channel in
    select c.id, w.wanted
    from public.notification_channels c
    join private.channel_kinds k on k.kind = c.kind
    cross join lateral (
      select coalesce((sync_environment_channels.environment ->> c.kind)::boolean, false) or (
        select count(*) from vault.secrets s where s.name = any (k.environment_secrets)
      ) = cardinality(k.environment_secrets) as wanted
    ) w
    where c.source = 'environment'
      and case
        when w.wanted then not c.enabled and c.disabled_reason = private.missing_secrets_reason(c.kind)
        else c.enabled or c.disabled_reason <> private.missing_secrets_reason(c.kind)
      end
    for update of c
  loop
    update public.notification_channels c
    set enabled = v_channel.wanted,
        disabled_reason = case when not v_channel.wanted then private.missing_secrets_reason(c.kind) end
    where c.id = v_channel.id;
    if v_channel.wanted then
      perform private.enqueue_notifications(
        array(select a.id from public.guardian_alerts a where a.resolved_at is null and a.owner_id is null),
        'opened', v_channel.id
      );
    end if;
  end loop;

  update private.channel_kinds k
  set can_send = coalesce(sync_environment_channels.environment -> 'sends' ? k.kind, false)
  where k.can_send is distinct from coalesce(sync_environment_channels.environment -> 'sends' ? k.kind, false);
  if found then
    perform private.make_owner_channels();
  end if;
end
$$;
comment on function private.sync_environment_channels(jsonb) is
  'Switches environment channels on or off by the secrets that exist; a channel that comes on hears of open alerts.';
revoke all on function private.sync_environment_channels(jsonb) from public, anon, authenticated, service_role;

-- Ends notifications as dead, with their reason, and opens an alert about each of their channels on the owner's other channels.
-- A recovery that was waiting behind a dead opening is cancelled: its channel never heard of the trouble.
-- API: private. Called by: acknowledge_notification and sweep_notifications.
create or replace function private.bury_notifications(notification_ids uuid[], reason text)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications n
  set state = 'dead', lease = null, finished_at = now(), last_error = left(bury_notifications.reason, 500)
  where n.id = any (bury_notifications.notification_ids);
  get diagnostics v_count = row_count;

  update public.notifications n
  set state = 'cancelled', finished_at = now(), last_error = 'The opening of this alert never reached the channel.'
  where n.event = 'resolved' and n.state = 'pending' and n.attempts = 0
    and (n.alert_id, n.channel_id) in (
      select d.alert_id, d.channel_id from public.notifications d where d.id = any (bury_notifications.notification_ids)
    )
    and not exists (
      select from public.notifications o
      where o.alert_id = n.alert_id and o.channel_id = n.channel_id
        and o.event <> 'resolved' and o.state in ('pending', 'leased', 'delivered')
    );

  insert into public.guardian_alerts
    (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message, details)
  select distinct 'service', 'notification_channel/' || c.id, c.name, c.owner_id, 'delivery-failed', 'critical',
    format('Alerts no longer reach the channel "%s".', c.name),
    jsonb_build_object('channel_id', c.id, 'kind', c.kind, 'reason', left(bury_notifications.reason, 500))
  from public.notifications n
  join public.notification_channels c on c.id = n.channel_id
  where n.id = any (bury_notifications.notification_ids) and n.event <> 'test'
  on conflict do nothing;
  return v_count;
end
$$;
comment on function private.bury_notifications(uuid[], text) is
  'Marks notifications dead and alerts the owner''s other channels; returns how many.';
revoke all on function private.bury_notifications(uuid[], text) from public, anon, authenticated, service_role;

-- Buries notifications that have no attempt left: the last one was claimed and never acknowledged, or fewer are allowed now
-- than were made. A test has no more than two. Those of a channel that is off wait for it to come on again.
-- API: private. Called by: claim_notifications and the tick.
create or replace function private.sweep_notifications(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_spent uuid[];
begin
  v_spent := array(
    select n.id
    from public.notifications n
    where n.state in ('pending', 'leased') and n.next_attempt_at <= now_at
      and n.attempts >= least((select private.get_integer_setting('delivery_max_attempts')), case n.event when 'test' then 2 end)
    for update skip locked
  );
  if cardinality(v_spent) = 0 then
    return 0;
  end if;
  return private.bury_notifications(v_spent, 'All attempts are spent.');
end
$$;
comment on function private.sweep_notifications(timestamptz) is
  'Ends notifications that have no attempt left; returns how many died.';
revoke all on function private.sweep_notifications(timestamptz) from public, anon, authenticated, service_role;

-- Least time between two messages to one channel: the provider's limit, and ten seconds once a minute's burst is spent, so
-- that what comes meanwhile goes out as one grouped message. Telegram takes twenty a minute for a group or a channel, which
-- any chat may be that is not known to be a person's. API: private. Called by: lease_unit.
create or replace function private.send_spacing(channel public.notification_channels, burst_spent boolean)
returns interval
language sql
stable
set search_path = ''
as $$
  select case
    when send_spacing.burst_spent then interval '10 seconds'
    when (send_spacing.channel).kind = 'telegram' and coalesce((send_spacing.channel).config ->> 'chat_id', '') !~ '^[0-9]+$'
      then interval '3 seconds'
    else k.spacing
  end
  from private.channel_kinds k
  where k.kind = (send_spacing.channel).kind;
$$;
comment on function private.send_spacing(public.notification_channels, boolean) is
  'Least time between two messages to a channel.';
revoke all on function private.send_spacing(public.notification_channels, boolean) from public, anon, authenticated, service_role;

-- Leases the next message of one channel, whose row the caller has locked: one notification, or all fresh ones as a group when
-- the channel has had its share of single messages for this minute. A group keeps its members and its id over retries, so that a
-- retry is the same message. A recovery waits until what came before it on this channel has ended. A test goes first and alone:
-- somebody waits for it, and it is not tried again, but for once when its sender died. What was replayed goes after what is fresh,
-- and joins no group: it has gone out under its own id, which a receiver that took it then knows.
-- Returns the unit's id, or null when nothing is due.
-- API: private. Called by: claim_notifications.
create or replace function private.lease_unit(channel public.notification_channels, now_at timestamptz, lease uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_max_attempts integer := private.get_integer_setting('delivery_max_attempts');
  v_threshold integer := private.get_integer_setting('group_threshold');
  v_burst_count integer := case
    when channel.burst_started_at > now_at - interval '1 minute' then channel.burst_count else 0
  end;
  v_fresh uuid[];
  v_lease_time interval := private.get_interval_setting('delivery_lease');
  v_unit_id uuid;
  v_is_group boolean := false;
  v_members uuid[];
begin
  -- After tests, a retry, or a group made earlier, goes first: it is older than anything fresh.
  select coalesce(n.group_id, n.id) into v_unit_id
  from public.notifications n
  where n.channel_id = channel.id and n.state in ('pending', 'leased') and n.next_attempt_at <= now_at
    and n.attempts < least(v_max_attempts, case n.event when 'test' then 2 end)
    and (n.attempts > 0 or n.event = 'test' or n.group_id is not null and n.replays = 0)
  order by n.event <> 'test', n.next_attempt_at, n.created_at, n.id
  limit 1;

  if v_unit_id is null then
    v_fresh := array(
      select n.id
      from public.notifications n
      where n.id in (
          -- The first unfinished message of each alert: a recovery waits behind its opening.
          select distinct on (o.alert_id) o.id
          from public.notifications o
          where o.channel_id = channel.id and o.state in ('pending', 'leased')
          order by o.alert_id, o.event = 'resolved', o.created_at, o.event <> 'opened'
        )
        and n.state = 'pending' and n.attempts = 0 and n.replays = 0 and n.next_attempt_at <= now_at
      order by n.created_at, n.id
      -- Bounded, so that no storm outgrows the time that a claim may take.
      limit 20000
      for update skip locked
    );
    if cardinality(v_fresh) > 0 then
      v_unit_id := v_fresh[1];
      v_is_group := cardinality(v_fresh) > 1 and v_burst_count + cardinality(v_fresh) > v_threshold;
      v_members := case when v_is_group then v_fresh else array[v_unit_id] end;
    end if;
  end if;

  if v_unit_id is null then
    select coalesce(n.group_id, n.id) into v_unit_id
    from (
      select distinct on (o.alert_id) o.*
      from public.notifications o
      where o.channel_id = channel.id and o.state in ('pending', 'leased')
      order by o.alert_id, o.event = 'resolved', o.created_at, o.event <> 'opened'
    ) n
    where n.state = 'pending' and n.next_attempt_at <= now_at and n.attempts = 0 and n.replays > 0
    order by n.created_at, n.id
    limit 1;
    if v_unit_id is null then
      return null;
    end if;
  end if;

  if v_members is null then
    v_members := array(
      select n.id from public.notifications n
      where (n.id = v_unit_id or n.group_id = v_unit_id) and n.state in ('pending', 'leased')
      for update skip locked
    );
    -- Cancelled, or being acknowledged, since it was looked up.
    if cardinality(v_members) = 0 then
      return null;
    end if;
  end if;

  update public.notifications n
  set state = 'leased',
      lease = lease_unit.lease,
      attempts = n.attempts + 1,
      group_id = case when v_is_group then v_unit_id else n.group_id end,
      next_attempt_at = now_at + v_lease_time
  where n.id = any (v_members) and n.state in ('pending', 'leased');

  update public.notification_channels c
  set next_send_at = now_at + private.send_spacing(lease_unit.channel, v_burst_count + 1 >= v_threshold),
      burst_started_at = case when v_burst_count = 0 then now_at else c.burst_started_at end,
      burst_count = v_burst_count + 1
  where c.id = channel.id;
  return v_unit_id;
end
$$;
comment on function private.lease_unit(public.notification_channels, timestamptz, uuid) is
  'Leases the next message of a channel, grouped when many are due; returns the unit id or null.';
revoke all on function private.lease_unit(public.notification_channels, timestamptz, uuid)
  from public, anon, authenticated, service_role;

-- A leased unit as the sender needs it: the channel with its decrypted secrets and at most 20 of the notifications, oldest first.
-- Everything in it but lease and attempt stays the same over retries. API: private. Called by: claim_notifications.
create or replace function private.describe_unit(unit_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with members as (
    select n.*
    from public.notifications n
    where (n.id = describe_unit.unit_id or n.group_id = describe_unit.unit_id) and n.state = 'leased'
  ),
  shown as (
    select m.id, m.created_at, jsonb_build_object(
      'id', m.id, 'event', m.event, 'slot', m.slot, 'created_at', m.created_at,
      'alert', jsonb_build_object(
        'id', a.id, 'subject_kind', a.subject_kind, 'subject_id', a.subject_id, 'subject_name', a.subject_name,
        'alert_type', a.alert_type, 'severity', a.severity, 'message', a.message, 'details', a.details,
        'detected_at', a.detected_at,
        'resolved_at', case when m.event = 'resolved' then a.resolved_at end,
        'auto_resolved', m.event = 'resolved' and a.auto_resolved,
        'resolution', case when m.event = 'resolved' then a.resolution end,
        'resolved_details', case when m.event = 'resolved' then a.resolved_details end
      )
    ) as item
    from members m
    join public.guardian_alerts a on a.id = m.alert_id
    order by m.created_at, m.id
    limit 20
  )
  select jsonb_build_object(
    'unit_id', describe_unit.unit_id,
    'lease', l.lease,
    'lease_expires_at', l.lease_expires_at,
    'attempt', l.attempt,
    'max_attempts', private.get_integer_setting('delivery_max_attempts'),
    'count', l.count,
    'counts', l.counts,
    'channel', jsonb_build_object(
      'id', c.id, 'name', c.name, 'kind', c.kind, 'source', c.source, 'config', c.config,
      'destination', private.get_secret('heartbase_channel_' || c.id || '_destination'),
      'secrets', (
        select coalesce(jsonb_object_agg(s.name, s.decrypted_secret), '{}')
        from vault.decrypted_secrets s
        where s.name = any (case c.source when 'environment' then k.environment_secrets || k.optional_secrets else k.shared_secrets end)
      ),
      'signing_secrets', (
        select coalesce(jsonb_agg(s.decrypted_secret order by s.name), '[]')
        from vault.decrypted_secrets s
        where s.name = 'heartbase_channel_' || c.id || '_signing'
          or (s.name = 'heartbase_channel_' || c.id || '_signing_previous' and s.updated_at > now() - interval '24 hours')
      )
    ),
    'notifications', (select jsonb_agg(s.item order by s.created_at, s.id) from shown s)
  )
  from (
    select (array_agg(m.lease))[1] as lease, max(m.next_attempt_at) as lease_expires_at, max(m.attempts) as attempt,
      count(*) as count,
      jsonb_build_object(
        'opened', count(*) filter (where m.event = 'opened'),
        'reminder', count(*) filter (where m.event = 'reminder'),
        'resolved', count(*) filter (where m.event = 'resolved'),
        'test', count(*) filter (where m.event = 'test')
      ) as counts,
      (array_agg(m.channel_id))[1] as channel_id
    from members m
  ) l
  join public.notification_channels c on c.id = l.channel_id
  join private.channel_kinds k on k.kind = c.kind;
$$;
comment on function private.describe_unit(uuid) is 'A leased message with its channel, secrets and alerts, as jsonb.';
revoke all on function private.describe_unit(uuid) from public, anon, authenticated, service_role;

-- Leases at most one message per channel to the calling sender, for at most p_max_units channels, and says when more is due.
-- What a silence covers is held first. Two senders never get the same one: the channel's row is locked, and a locked channel is skipped.
-- API: service role. Called by: the edge functions notify and cron-healthcheck.
-- SECURITY DEFINER: it reads Vault and writes the outbox through private functions.
create or replace function public.claim_notifications(p_environment jsonb default null, p_max_units integer default 10)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_channel public.notification_channels;
  v_unit_id uuid;
  v_units jsonb := jsonb_build_array();
  v_leased integer := 0;
begin
  if p_max_units is null or p_max_units not between 1 and 100 then
    raise exception using errcode = '22023', message = 'invalid_max_units',
      detail = 'p_max_units must be from 1 to 100.', hint = 'Leave it out for 10.';
  end if;
  if p_environment is not null then
    perform private.sync_environment_channels(p_environment);
  end if;
  perform private.refresh_owner_channels(array(
    select c.tenant_id
    from public.notification_channels c
    where c.source = 'owners' and exists (
      select from public.notifications n
      where n.channel_id = c.id and n.state in ('pending', 'leased') and n.next_attempt_at <= v_now
    )
  ));
  perform private.sweep_notifications(v_now);
  perform private.hold_notifications(v_now);

  for v_channel in
    select c.*
    from public.notification_channels c
    where c.enabled and greatest(c.next_send_at, c.cooldown_until) <= v_now
      and exists (
        select from public.notifications n
        where n.channel_id = c.id and n.state in ('pending', 'leased') and n.next_attempt_at <= v_now
      )
    order by c.next_send_at, c.id
    for no key update skip locked
  loop
    v_unit_id := private.lease_unit(v_channel, v_now, gen_random_uuid());
    if v_unit_id is not null then
      v_units := v_units || private.describe_unit(v_unit_id);
      v_leased := v_leased + (v_units -> -1 ->> 'count')::integer;
      -- A storm on many channels is claimed in parts, so that no claim outgrows the API's statement time-out.
      exit when jsonb_array_length(v_units) >= p_max_units or v_leased >= 20000;
    end if;
  end loop;

  return jsonb_build_object(
    'now', v_now,
    'units', v_units,
    'next_due_at', private.next_delivery_at()
  );
end
$$;
comment on function public.claim_notifications(jsonb, integer) is
  'Leases due messages to a sender: {"now", "units": [...], "next_due_at"}. Service role only: units carry secrets.';
revoke all on function public.claim_notifications(jsonb, integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_notifications(jsonb, integer) to service_role;

-- Whether a config names one telephone number, and nothing else. API: private. Called by: is_channel_config.
create or replace function private.is_phone_config(config jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    jsonb_path_exists(is_phone_config.config,
      'strict $.to ? (@.type() == "string" && @ like_regex "^\\+[1-9][0-9]{6,14}$")', silent => true)
      and (is_phone_config.config - 'to') = '{}',
    false);
$$;
comment on function private.is_phone_config(jsonb) is 'Whether a config names one telephone number, such as {"to": "+15550100"}.';
revoke all on function private.is_phone_config(jsonb) from public, anon, authenticated, service_role;

-- Time to the next attempt after the given number of failed ones: 5 s, 15 s, 1 m, 3 m, 10 m, 30 m, then hourly, +-20 %.
-- API: private. Called by: acknowledge_notification.
create or replace function private.delivery_backoff(attempts integer)
returns interval
language sql
volatile
set search_path = ''
as $$
  select (array['5 seconds', '15 seconds', '1 minute', '3 minutes', '10 minutes', '30 minutes', '1 hour'])
    [least(greatest(delivery_backoff.attempts, 1), 7)]::interval * (0.8 + 0.4 * random());
$$;
comment on function private.delivery_backoff(integer) is 'Backoff after so many attempts, with 20 % jitter.';
revoke all on function private.delivery_backoff(integer) from public, anon, authenticated, service_role;

-- Whether a config is one that a channel of a kind can work with. API: private.
-- Called by: validate_channel, acknowledge_notification.
create or replace function private.is_channel_config(kind text, config jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_typeof(is_channel_config.config) = 'object' and octet_length(is_channel_config.config::text) <= 10240, false)
    and case is_channel_config.kind
      when 'email' then coalesce(
        jsonb_typeof(is_channel_config.config -> 'to') = 'array'
          and jsonb_array_length(is_channel_config.config -> 'to') between 1 and 50
          and not jsonb_path_exists(is_channel_config.config -> 'to',
            'strict $[*] ? (@.type() != "string" || !(@ like_regex "^[^@\\s]+@[^@\\s]+$"))'),
        false)
      -- One number, as E.164 writes it.
      when 'sms' then private.is_phone_config(is_channel_config.config)
      when 'whatsapp' then private.is_phone_config(is_channel_config.config)
      -- A person's id, a group's or channel's, which is negative, or a public name; perhaps a topic of a group; and which chat
      -- the sender found to have become this one.
      when 'telegram' then coalesce(
        jsonb_path_exists(is_channel_config.config,
          'strict $.chat_id ? (@.type() == "string" && @ like_regex "^(-?[1-9][0-9]{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31})$")', silent => true)
          and (not is_channel_config.config ? 'message_thread_id' or jsonb_path_exists(is_channel_config.config,
            'strict $.message_thread_id ? (@.type() == "number" && @ >= 1 && @ <= 2147483647 && @ == @.floor())', silent => true))
          and (not is_channel_config.config ? 'migrated_from' or jsonb_path_exists(is_channel_config.config,
            'strict $.migrated_from ? (@.type() == "string" && @ like_regex "^\\S{1,64}$")', silent => true))
          and (is_channel_config.config - array['chat_id', 'message_thread_id', 'migrated_from']) = '{}',
        false)
      else true
    end;
$$;
comment on function private.is_channel_config(text, jsonb) is 'Whether a channel of this kind can work with this config.';
revoke all on function private.is_channel_config(text, jsonb) from public, anon, authenticated, service_role;

-- Takes a sender's report on a unit that it claimed. False when the lease was lost meanwhile: then nothing changes.
-- p_outcome: delivered | retry | failed (never again) | gone (the destination is gone: the channel is switched off as well).
-- p_retry_after_seconds: what the destination asked for; the backoff is never shorter.
-- p_config: what the sender learned from the provider, such as {"chat_id": "-100123"} when a Telegram group has moved. It is
-- merged into the channel's config, so that the next attempt goes there. Keys that the kind does not know, and a patch that
-- would spoil the config, are left out: an outcome is worth more than what came with it.
-- A failed test is not tried again: whoever asked for it is told now. After three failures in a row the channel cools down.
-- API: service role. Called by: the edge functions notify and cron-healthcheck.
-- SECURITY DEFINER: burying a notification opens an alert, which calls private functions.
create or replace function public.acknowledge_notification(
  p_unit_id uuid,
  p_lease uuid,
  p_outcome text,
  p_error text default null,
  p_http_status integer default null,
  p_retry_after_seconds numeric default null,
  p_config jsonb default null
)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_channel public.notification_channels;
  v_attempts integer;
  v_is_test boolean;
  v_config jsonb;
  v_now timestamptz := clock_timestamp();
  v_error text := left(coalesce(nullif(btrim(p_error), ''), 'No reason was given.'), 500);
begin
  if p_outcome is null or p_outcome not in ('delivered', 'retry', 'failed', 'gone') then
    raise exception using errcode = '22023', message = 'invalid_outcome',
      detail = format('%L is not an outcome.', p_outcome), hint = 'Use delivered, retry, failed or gone.';
  end if;
  -- The channel first, then its notifications: the order in which claim_notifications locks them.
  select c.* into v_channel
  from public.notification_channels c
  where c.id = (select n.channel_id from public.notifications n where n.id = p_unit_id)
  for no key update;
  select array_agg(u.id), max(u.attempts), bool_or(u.event = 'test')
  into v_ids, v_attempts, v_is_test
  from (
    select n.id, n.attempts, n.event
    from public.notifications n
    where (n.id = p_unit_id or n.group_id = p_unit_id) and n.lease = p_lease and n.state = 'leased'
    order by n.id
    for update
  ) u;
  if v_ids is null then
    return false;
  end if;

  if jsonb_typeof(p_config) = 'object' then
    select v_channel.config || jsonb_object_agg(p.key, p.value) into v_config
    from jsonb_each(p_config) p
    join private.channel_kinds k on k.kind = v_channel.kind and p.key = any (k.config_keys);
    if private.is_channel_config(v_channel.kind, v_config) then
      update public.notification_channels c
      set config = v_config, destination_hint = coalesce(right(v_config ->> 'chat_id', 4), c.destination_hint)
      where c.id = v_channel.id;
    end if;
  end if;

  if p_outcome = 'delivered' then
    update public.notifications n
    set state = 'delivered', lease = null, finished_at = v_now, http_status = p_http_status, last_error = null
    where n.id = any (v_ids);
    update public.notification_channels c
    set failure_count = 0, last_success_at = v_now, cooldown_until = null
    where c.id = v_channel.id;
    update public.guardian_alerts a
    set resolved_at = v_now, auto_resolved = true, resolution = 'Messages reach the channel again.'
    where a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || v_channel.id
      and a.alert_type = 'delivery-failed' and a.resolved_at is null;
    return true;
  end if;

  update public.notification_channels c
  set failure_count = c.failure_count + 1,
      last_error_at = v_now,
      last_error = v_error,
      enabled = c.enabled and p_outcome <> 'gone',
      disabled_reason = case when p_outcome = 'gone' then v_error else c.disabled_reason end,
      next_send_at = greatest(c.next_send_at, v_now + least(coalesce(p_retry_after_seconds, 0), 86400) * interval '1 second'),
      cooldown_until = case
        when c.failure_count + 1 >= 3 then v_now + private.get_interval_setting('channel_cooldown')
      end
  where c.id = v_channel.id;
  update public.notifications n set http_status = p_http_status where n.id = any (v_ids);

  if p_outcome = 'retry' and not v_is_test and v_attempts < private.get_integer_setting('delivery_max_attempts') then
    update public.notifications n
    set state = 'pending',
        lease = null,
        last_error = v_error,
        next_attempt_at = b.next_attempt_at
    from (
      select v_now + greatest(
        private.delivery_backoff(v_attempts),
        least(greatest(coalesce(p_retry_after_seconds, 0), 0), 86400) * interval '1 second'
      ) as next_attempt_at
    ) b
    where n.id = any (v_ids);
  else
    perform private.bury_notifications(v_ids, v_error);
  end if;
  return true;
end
$$;
comment on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb) is
  'Reports the outcome of a claimed message; false when the lease was lost. Service role only.';
revoke all on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb) to service_role;

-- Whose channels the caller manages: null for the service role and the database's owner, who manage all, otherwise the signed-in
-- user. To be asked from within a SECURITY DEFINER function: there current_user is the owner, and `role` still the caller's.
-- API: private. Called by: create_channel, update_channel, rotate_signing_secret, send_test.
create or replace function private.acting_user()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_user_id uuid;
begin
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller = current_user or pg_has_role(v_caller, 'service_role', 'usage') then
    return null;
  end if;
  v_user_id := (select auth.uid());
  if v_user_id is null then
    raise exception using errcode = '42501', message = 'not_signed_in',
      detail = 'Channels are managed by signed-in users, each their own.', hint = 'Sign in, or use the secret key.';
  end if;
  return v_user_id;
end
$$;
comment on function private.acting_user() is 'The signed-in user who calls; null for the service role and the database''s owner.';
revoke all on function private.acting_user() from public, anon, authenticated, service_role;

-- A signing secret in the form of Standard Webhooks: whsec_ and the base64 of 32 bytes, 244 of their bits random.
-- API: private. Called by: create_channel, rotate_signing_secret.
create or replace function private.generate_signing_secret()
returns text
language sql
volatile
set search_path = ''
as $$
  select 'whsec_' || encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64');
$$;
comment on function private.generate_signing_secret() is 'A new Standard Webhooks signing secret.';
revoke all on function private.generate_signing_secret() from public, anon, authenticated, service_role;

-- Whether somebody may change, rotate and test a channel: their own, those of a tenant that they are an owner or admin of, and, for
-- admins, the project's. Null stands for the service role and the database's owner, who may change any.
-- user_id: what private.acting_user says of the caller. API: private. Called by: update_channel, rotate_signing_secret, send_test,
-- as whose owner it looks up members.
-- In PL/pgSQL, because tenants come after channels.
create or replace function private.may_change_channel(channel public.notification_channels, user_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return may_change_channel.user_id is null or coalesce(channel.owner_id = may_change_channel.user_id, false)
    or private.is_tenant_member(channel.tenant_id, '{owner,admin}')
    or channel.owner_id is null and channel.tenant_id is null and public.is_admin();
end
$$;
comment on function private.may_change_channel(public.notification_channels, uuid) is
  'Whether the acting user may change a channel: their own, one of a tenant that they are an owner or admin of, the project''s as an admin.';
revoke all on function private.may_change_channel(public.notification_channels, uuid)
  from public, anon, authenticated, service_role;

-- The one chat or number that a config names, whose end is a channel's hint. API: private. Called by: create_channel, update_channel.
create or replace function private.recipient_of(kind text, config jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when recipient_of.kind = 'telegram' then recipient_of.config ->> 'chat_id'
    when recipient_of.kind in ('sms', 'whatsapp') then recipient_of.config ->> 'to'
  end;
$$;
comment on function private.recipient_of(text, jsonb) is 'The one chat or number that a config names; null for other kinds.';
revoke all on function private.recipient_of(text, jsonb) from public, anon, authenticated, service_role;

-- Puts a webhook's signing secret into Vault and its last four characters into the row. One that was there before signs along
-- for 24 hours, so that receivers can change over.
-- API: private. Called by: create_channel, update_channel, rotate_signing_secret.
create or replace function private.set_signing_secret(channel_id uuid, signing_secret text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_name text := 'heartbase_channel_' || set_signing_secret.channel_id || '_signing';
  v_previous text := private.get_secret(v_name);
begin
  if v_previous is not null then
    perform private.set_secret(v_name || '_previous', v_previous);
  end if;
  perform private.set_secret(v_name, set_signing_secret.signing_secret);
  update public.notification_channels c
  set signing_secret_hint = right(set_signing_secret.signing_secret, 4), updated_at = now()
  where c.id = set_signing_secret.channel_id;
end
$$;
comment on function private.set_signing_secret(uuid, text) is 'Replaces a webhook''s signing secret; the old one signs along for 24 hours.';
revoke all on function private.set_signing_secret(uuid, text) from public, anon, authenticated, service_role;

-- Refuses what a channel of a kind cannot have, with a clear error (22023). Null is not looked at: it is not to be changed.
-- API: private. Called by: create_channel, update_channel.
create or replace function private.validate_channel(
  kind text, name text, destination text, signing_secret text, config jsonb, min_severity text, subject_kinds text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_kind private.channel_kinds;
begin
  select k.* into v_kind from private.channel_kinds k where k.kind = validate_channel.kind;
  if not found then
    raise exception using errcode = '22023', message = 'invalid_channel_kind',
      detail = format('%L is not a kind of channel.', validate_channel.kind),
      hint = 'Use ' || (select string_agg(k.kind, ', ' order by k.kind) from private.channel_kinds k) || '.';
  end if;
  if not v_kind.has_destination and validate_channel.destination is not null then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = format('A channel of the kind %s has no URL.', v_kind.kind),
      hint = 'Leave p_destination out, and say in p_config where messages go.';
  end if;
  -- The host ends at the first slash, question mark or hash, and a backslash is a slash to whoever fetches it.
  if validate_channel.destination !~ '^https?://[^[:space:][:cntrl:]/?#@\\]+([/?#][^[:space:][:cntrl:]]*)?$'
    or length(validate_channel.destination) > 2000 then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'A push, slack or webhook channel needs the URL to post to, without a user name or password in it.',
      hint = 'Give it as p_destination, at most 2000 characters. It must be https, but for the local stack.';
  end if;
  if v_kind.kind = 'push' and validate_channel.destination !~ '/[-_A-Za-z0-9]{1,64}$' then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'The URL of a push channel ends with the name of its topic: 1 to 64 letters, digits, _ and -.',
      hint = 'Such as https://ntfy.sh/ and a name that nobody can guess.';
  end if;
  -- A project that is itself reached by https is no local stack: a send would be refused there.
  if validate_channel.destination like 'http://%' and private.get_setting('edge_base_url') like 'https://%' then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'The URL to post to must start with https://.', hint = 'Plain http is for the local stack only.';
  end if;
  if char_length(btrim(validate_channel.name)) not between 1 and 200 or validate_channel.name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_channel_name',
      detail = 'A channel name has 1 to 200 characters, and no control characters.', hint = 'Pass p_name, such as ''Ops''.';
  end if;
  if validate_channel.min_severity is not null and private.severity_rank(validate_channel.min_severity) is null then
    raise exception using errcode = '22023', message = 'invalid_severity',
      detail = format('%L is not a severity.', validate_channel.min_severity), hint = 'Use info, warning or critical.';
  end if;
  if not coalesce(validate_channel.subject_kinds <@ array['job', 'tetrahedron', 'machine', 'tenant', 'service'], true) then
    raise exception using errcode = '22023', message = 'invalid_subject_kinds',
      detail = 'A kind of subject is job, tetrahedron, machine, tenant or service.', hint = 'Leave it out for all.';
  end if;
  if validate_channel.signing_secret is not null and v_kind.kind <> 'webhook' then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'Only webhooks are signed.', hint = 'Leave p_signing_secret out.';
  end if;
  if char_length(validate_channel.signing_secret) not between 16 and 128 then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'A signing secret has 16 to 128 characters.', hint = 'Leave p_signing_secret out to have one made.';
  end if;
  if validate_channel.signing_secret like 'whsec\_%'
    and validate_channel.signing_secret !~ '^whsec_([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$' then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'What follows whsec_ in a signing secret is base64.', hint = 'Leave whsec_ out to have the text itself be the key.';
  end if;
  if validate_channel.config is not null and not private.is_channel_config(v_kind.kind, validate_channel.config) then
    raise exception using errcode = '22023',
      message = case v_kind.kind when 'email' then 'invalid_recipients' when 'telegram' then 'invalid_chat' when 'sms' then 'invalid_number' when 'whatsapp' then 'invalid_number'
        else 'invalid_config' end,
      detail = case v_kind.kind
        when 'email' then 'An email channel needs 1 to 50 recipients.'
        when 'sms' then 'An SMS channel needs one telephone number, with its country code.'
        when 'whatsapp' then 'A WhatsApp channel needs one telephone number, with its country code.'
        when 'telegram' then 'A Telegram channel needs the id of a chat, or the @name of a public one; message_thread_id is a whole number.'
        else 'A config is a JSON object of at most 10 kB.'
      end,
      hint = case v_kind.kind
        when 'email' then 'Give p_config as {"to": ["ops@example.com"]}.'
        when 'sms' then 'Give p_config as {"to": "+15550100"}.'
        when 'whatsapp' then 'Give p_config as {"to": "+15550100"}.'
        when 'telegram' then 'Give p_config as {"chat_id": "123456789"}; a group''s id begins with a minus.'
        else 'Leave p_config out.'
      end;
  end if;
end
$$;
comment on function private.validate_channel(text, text, text, text, jsonb, text, text[]) is
  'Refuses what a channel of this kind cannot have; nulls are not looked at.';
revoke all on function private.validate_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;

-- Makes a channel and puts its secrets into Vault. A signing secret that was made here is in the answer, and nowhere else again.
-- A signed-in user makes their own, up to the setting channels_per_user; an admin who says for_project, the project's; the service
-- role the project's and anybody's.
-- API: private. Called by: create_notification_channel.
-- SECURITY DEFINER: it writes Vault and the row. Who calls, and for whom, it finds out by itself.
create or replace function private.create_channel(
  name text, kind text, destination text, config jsonb, min_severity text, subject_kinds text[], owner_id uuid, signing_secret text,
  enabled boolean, for_project boolean
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_id uuid := gen_random_uuid();
  v_config jsonb := coalesce(create_channel.config, '{}');
  v_destination text := nullif(btrim(create_channel.destination), '');
  v_kind private.channel_kinds;
  v_secret text := create_channel.signing_secret;
begin
  if create_channel.for_project and v_user_id is not null then
    if not public.is_admin() then
      raise exception using errcode = '42501', message = 'not_an_admin',
        detail = 'Admins make the project''s channels.', hint = 'Leave p_for_project out to make one of your own.';
    end if;
    v_user_id := null;
  end if;
  if create_channel.for_project and create_channel.owner_id is not null then
    raise exception using errcode = '22023', message = 'invalid_owner',
      detail = 'A channel of the project is nobody''s own.', hint = 'Give p_owner_id or p_for_project, not both.';
  end if;
  select k.* into v_kind from private.channel_kinds k where k.kind = create_channel.kind;
  perform private.validate_channel(
    create_channel.kind, coalesce(create_channel.name, ''),
    -- What must be there is looked at even when it is missing.
    case when v_kind.has_destination then coalesce(v_destination, '') else v_destination end,
    v_secret, v_config, create_channel.min_severity, create_channel.subject_kinds
  );
  if v_user_id is not null then
    if create_channel.owner_id <> v_user_id then
      raise exception using errcode = '42501', message = 'not_the_owner',
        detail = 'Signed-in users make channels of their own only.', hint = 'Leave p_owner_id out.';
    end if;
    if not v_kind.is_for_users then
      raise exception using errcode = '42501', message = 'channel_kind_not_allowed',
        detail = format('Channels of the kind %s use the project''s own account, so that only the project makes them.', v_kind.kind),
        hint = 'Use ' || (select string_agg(k.kind, ', ' order by k.kind) from private.channel_kinds k where k.is_for_users) || '.';
    end if;
    -- One after the other, or two at once would both find room for the last one.
    perform pg_advisory_xact_lock(hashtextextended('heartbase_channels ' || v_user_id, 0));
    if (select count(*) from public.notification_channels c where c.owner_id = v_user_id)
      >= private.get_integer_setting('channels_per_user') then
      raise exception using errcode = 'PT409', message = 'too_many_channels',
        detail = format('A user may have %s channels.', private.get_integer_setting('channels_per_user')),
        hint = 'Delete one, or have the setting channels_per_user raised.';
    end if;
  end if;

  insert into public.notification_channels
    (id, name, kind, owner_id, config, destination_hint, min_severity, subject_kinds, enabled)
  values (v_id, btrim(create_channel.name), v_kind.kind, coalesce(v_user_id, create_channel.owner_id), v_config,
    right(coalesce(v_destination, private.recipient_of(v_kind.kind, v_config)), 4), coalesce(create_channel.min_severity, 'info'),
    nullif(create_channel.subject_kinds, '{}'), coalesce(create_channel.enabled, true));
  if v_destination is not null then
    perform private.set_secret('heartbase_channel_' || v_id || '_destination', v_destination);
  end if;
  if v_kind.kind = 'webhook' then
    v_secret := coalesce(v_secret, private.generate_signing_secret());
    perform private.set_signing_secret(v_id, v_secret);
  end if;
  -- Whoever chose the secret knows it.
  return jsonb_strip_nulls(jsonb_build_object('id', v_id,
    'signing_secret', case when create_channel.signing_secret is null then v_secret end));
end
$$;
comment on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean) is
  'Makes a channel: {"id", "signing_secret"}. Users make their own, admins the project''s.';
revoke all on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  to authenticated, service_role;

-- Makes a channel of the project, of a user (p_owner_id), or, for a signed-in user, of their own. An admin makes one of the project
-- with p_for_project.
-- p_destination: the URL of a push, slack or webhook channel. p_config: {"to": [addresses]} for email, {"to": "+15550100"} for
-- sms and whatsapp, {"chat_id": "…"} for telegram.
-- p_signing_secret: a webhook's, 16 to 128 characters; one is made, and shown this once in the answer, when it is left out.
-- p_subject_kinds: null or empty for all kinds of subject.
-- API: signed-in users for themselves (push, slack, telegram, webhook), admins for the project, the service role, and SQL in the
-- dashboard.
-- Errors: invalid_channel_kind, invalid_destination, invalid_channel_name, invalid_severity, invalid_subject_kinds,
-- invalid_signing_secret, invalid_recipients, invalid_chat, invalid_number, invalid_config, invalid_owner (22023, HTTP 400), not_the_owner,
-- not_an_admin, channel_kind_not_allowed (42501, HTTP 403), too_many_channels (409).
create or replace function public.create_notification_channel(
  p_name text,
  p_kind text,
  p_destination text default null,
  p_config jsonb default '{}',
  p_min_severity text default 'info',
  p_subject_kinds text[] default null,
  p_owner_id uuid default null,
  p_signing_secret text default null,
  p_enabled boolean default true,
  p_for_project boolean default false
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.create_channel(
    p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds, p_owner_id, p_signing_secret, p_enabled, p_for_project
  );
$$;
comment on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean) is
  'Makes a slack, email, push, sms, telegram, webhook or whatsapp channel: {"id", "signing_secret"}; a signing secret that was made is shown this once.';
revoke all on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  to authenticated, service_role;

-- Gives a webhook channel a new signing secret and returns it.
-- API: private. Called by: rotate_channel_signing_secret.
-- SECURITY DEFINER: it writes Vault. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.rotate_signing_secret(channel_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_secret text := private.generate_signing_secret();
begin
  perform
  from public.notification_channels c
  where c.id = rotate_signing_secret.channel_id and c.kind = 'webhook' and private.may_change_channel(c, v_user_id)
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no webhook channel with this id that you may change.',
      hint = 'List them with: select id, name from notification_channels where kind = ''webhook'';';
  end if;
  perform private.set_signing_secret(rotate_signing_secret.channel_id, v_secret);
  return v_secret;
end
$$;
comment on function private.rotate_signing_secret(uuid) is 'New signing secret of a webhook channel. Users rotate those of their own and their tenants'' channels.';
revoke all on function private.rotate_signing_secret(uuid) from public, anon, authenticated, service_role;
grant execute on function private.rotate_signing_secret(uuid) to authenticated, service_role;

-- Changes what is given of a channel and leaves the rest. A new destination begins anew: failures of the old one do not count
-- against it. A new signing secret takes over as in a rotation.
-- API: private. Called by: update_notification_channel.
-- SECURITY DEFINER: it writes Vault and the row. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.update_channel(
  channel_id uuid, name text, destination text, signing_secret text, config jsonb, min_severity text, subject_kinds text[],
  enabled boolean
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_destination text := btrim(update_channel.destination);
  v_channel public.notification_channels;
  v_begins_anew boolean := update_channel.destination is not null or update_channel.config is not null;
begin
  select c.* into v_channel
  from public.notification_channels c
  where c.id = update_channel.channel_id and private.may_change_channel(c, v_user_id)
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no channel with this id that you may change.',
      hint = 'List them with: select id, name from notification_channels;';
  end if;
  if v_channel.source = 'environment' and (v_begins_anew or update_channel.signing_secret is not null) then
    raise exception using errcode = '22023', message = 'environment_channel',
      detail = 'Where this channel goes is decided by the secrets of the edge functions.',
      hint = 'Set those, or make a channel with create_notification_channel.';
  end if;
  if v_channel.source = 'owners' and v_begins_anew then
    raise exception using errcode = '22023', message = 'owners_channel',
      detail = 'This channel goes to the addresses of the tenant''s owners, and follows them.',
      hint = 'Make another with create_tenant_channel, and delete this one or switch it off.';
  end if;
  if v_user_id is not null and not public.is_admin() and v_begins_anew
    and not (select k.is_for_users from private.channel_kinds k where k.kind = v_channel.kind) then
    raise exception using errcode = '42501', message = 'channel_kind_not_allowed',
      detail = format('Channels of the kind %s use the project''s own account, so that only the project says where they go.', v_channel.kind),
      hint = 'Ask the project to change it; its name, filters and switch are yours.';
  end if;
  perform private.validate_channel(
    v_channel.kind, update_channel.name, v_destination, update_channel.signing_secret, update_channel.config,
    update_channel.min_severity, update_channel.subject_kinds
  );

  if v_destination is not null then
    perform private.set_secret('heartbase_channel_' || v_channel.id || '_destination', v_destination);
  end if;
  if update_channel.signing_secret is not null then
    perform private.set_signing_secret(v_channel.id, update_channel.signing_secret);
  end if;
  update public.notification_channels c
  set name = coalesce(btrim(update_channel.name), c.name),
      config = coalesce(update_channel.config, c.config),
      destination_hint = coalesce(right(coalesce(v_destination, private.recipient_of(v_channel.kind, update_channel.config)), 4), c.destination_hint),
      min_severity = coalesce(update_channel.min_severity, c.min_severity),
      subject_kinds = case
        when update_channel.subject_kinds is null then c.subject_kinds else nullif(update_channel.subject_kinds, '{}')
      end,
      enabled = coalesce(update_channel.enabled, c.enabled),
      failure_count = case when v_begins_anew then 0 else c.failure_count end,
      cooldown_until = case when not v_begins_anew then c.cooldown_until end,
      updated_at = now()
  where c.id = v_channel.id;
end
$$;
comment on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean) is
  'Changes what is not null of a channel. Users change their own and their tenants'', admins the project''s.';
revoke all on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean) to authenticated, service_role;

-- Changes a channel; null leaves a thing as it is. p_config replaces the config, an empty p_subject_kinds lets it hear of all
-- kinds. What is given must be what create_notification_channel takes.
-- API: signed-in users for their own and, as owners and admins of a tenant, for its channels, the service role, and SQL in the
-- dashboard.
-- Errors: those of create_notification_channel, environment_channel, owners_channel (22023, HTTP 400), channel_not_found (404),
-- channel_kind_not_allowed (42501, HTTP 403) for where a channel goes that the project pays for.
create or replace function public.update_notification_channel(
  p_channel_id uuid,
  p_name text default null,
  p_destination text default null,
  p_signing_secret text default null,
  p_config jsonb default null,
  p_min_severity text default null,
  p_subject_kinds text[] default null,
  p_enabled boolean default null
)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.update_channel(
    p_channel_id, p_name, p_destination, p_signing_secret, p_config, p_min_severity, p_subject_kinds, p_enabled
  );
$$;
comment on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean) is
  'Changes what is not null of a channel; PT404 when there is no such channel of the caller''s.';
revoke all on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  to authenticated, service_role;

-- Gives a webhook channel a new signing secret and returns it. For 24 hours messages carry a signature of the old one as well.
-- API: signed-in users for their own and, as owners and admins of a tenant, for its channels, the service role, and SQL in the
-- dashboard. Error: channel_not_found (404).
create or replace function public.rotate_channel_signing_secret(p_channel_id uuid)
returns text
language sql
volatile
set search_path = ''
as $$
  select private.rotate_signing_secret(p_channel_id);
$$;
comment on function public.rotate_channel_signing_secret(uuid) is
  'New signing secret of a webhook channel; the old one signs along for 24 hours.';
revoke all on function public.rotate_channel_signing_secret(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_channel_signing_secret(uuid) to authenticated, service_role;

-- Cancels what a deleted channel was still to get and removes its secrets from Vault. A sender that is busy with one of its
-- messages finds its lease gone.
-- Called by: trigger notification_channels_forget. SECURITY DEFINER: owners may delete their channel, but not write Vault.
create or replace function private.forget_channel()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.notification_channels c where c.id = old.id for update;
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now(), last_error = 'The channel was deleted.'
  where n.channel_id = old.id and n.state in ('pending', 'leased');
  update public.guardian_alerts a
  set resolved_at = now(), auto_resolved = true, resolution = 'The channel was deleted.'
  where a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || old.id and a.resolved_at is null;
  delete from vault.secrets s where s.name in (
    'heartbase_channel_' || old.id || '_destination',
    'heartbase_channel_' || old.id || '_signing',
    'heartbase_channel_' || old.id || '_signing_previous'
  );
  return old;
end
$$;
comment on function private.forget_channel() is 'Trigger: cancels a deleted channel''s messages and removes its secrets.';
revoke all on function private.forget_channel() from public, anon, authenticated, service_role;

drop trigger if exists notification_channels_forget on public.notification_channels;
create trigger notification_channels_forget
  before delete on public.notification_channels
  for each row execute function private.forget_channel();

-- Enqueues a test message to one channel, or to every enabled project channel. A channel takes one test in ten seconds, and none
-- while it would have to wait, so that whoever asks has an answer soon.
-- API: private. Called by: send_test_notification.
-- SECURITY DEFINER: it writes alerts and the outbox. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.send_test(channel_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_channel public.notification_channels;
  v_ready_at timestamptz;
  v_alert_id uuid;
begin
  if send_test.channel_id is not null then
    select c.* into v_channel
    from public.notification_channels c
    where c.id = send_test.channel_id and private.may_change_channel(c, v_user_id)
    for no key update;
    if not found then
      raise exception using errcode = 'PT404', message = 'channel_not_found',
        detail = 'There is no channel with this id that you may test.',
        hint = 'List them with: select id, name from notification_channels;';
    end if;
    if not v_channel.enabled then
      raise exception using errcode = '22023', message = 'channel_inactive',
        detail = coalesce(v_channel.disabled_reason, 'The channel is switched off.'), hint = 'Switch it on first.';
    end if;
    v_ready_at := greatest(
      v_channel.last_test_at + interval '10 seconds',
      v_channel.cooldown_until,
      -- The pace of the destination: a short wait is the sender's.
      case when v_channel.next_send_at > now() + interval '5 seconds' then v_channel.next_send_at end
    );
    if v_ready_at > now() then
      raise exception using errcode = 'PT429', message = 'test_throttled',
        detail = format('The channel can be tested again in %s seconds.', ceil(extract(epoch from v_ready_at - now()))),
        hint = 'A channel takes one test in 10 seconds, and waits after failures and when its destination asks for it.';
    end if;
    update public.notification_channels c set last_test_at = now() where c.id = v_channel.id;
  elsif v_user_id is not null then
    raise exception using errcode = '42501', message = 'not_the_owner',
      detail = 'Signed-in users test channels of their own and of their tenants only.', hint = 'Pass p_channel_id.';
  end if;
  insert into public.guardian_alerts
    (subject_kind, subject_id, subject_name, owner_id, tenant_id, alert_type, severity, message, resolved_at, auto_resolved,
    resolution)
  values ('service', 'heartbase', 'Heartbase', v_channel.owner_id, v_channel.tenant_id, 'test', 'critical',
    'This is a test. Alerts of this project reach you here.', now(), true, 'A test message.')
  returning id into v_alert_id;
  return jsonb_build_object('alert_id', v_alert_id,
    'notifications', private.enqueue_notifications(array[v_alert_id], 'test', send_test.channel_id));
end
$$;
comment on function private.send_test(uuid) is 'Enqueues a test message: {"alert_id", "notifications"}. Users test their own channels and their tenants''.';
revoke all on function private.send_test(uuid) from public, anon, authenticated, service_role;
grant execute on function private.send_test(uuid) to authenticated, service_role;

-- Sends a test message to one channel, or to every enabled project channel: {"alert_id", "notifications"}. What became of it is
-- in the table notifications: it is tried once.
-- API: signed-in users for a channel of their own and, as owners and admins of a tenant, for its channels, the service role, and SQL
-- in the dashboard. Called by: npm run doctor, and the edge function notifications.
-- Errors: channel_not_found (404), channel_inactive (22023, HTTP 400), test_throttled (429, with the seconds to wait in its detail),
-- not_the_owner (42501, HTTP 403).
create or replace function public.send_test_notification(p_channel_id uuid default null)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.send_test(p_channel_id);
$$;
comment on function public.send_test_notification(uuid) is
  'Enqueues a test message to one channel or to all of the project''s; returns the alert id and the number of messages.';
revoke all on function public.send_test_notification(uuid) from public, anon, authenticated, service_role;
grant execute on function public.send_test_notification(uuid) to authenticated, service_role;

-- Stamps a channel that somebody changed; one that is switched on again forgets why it was off.
-- Called by: trigger notification_channels_touch.
create or replace function private.touch_channel()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.enabled then
    new.disabled_reason := null;
  end if;
  return new;
end
$$;
comment on function private.touch_channel() is 'Trigger: keeps updated_at and disabled_reason of channels right.';
revoke all on function private.touch_channel() from public, anon, authenticated, service_role;

drop trigger if exists notification_channels_touch on public.notification_channels;
create trigger notification_channels_touch
  before update on public.notification_channels
  for each row
  when (
    (new.name, new.min_severity, new.subject_kinds, new.enabled, new.config)
    is distinct from (old.name, old.min_severity, old.subject_kinds, old.enabled, old.config)
  )
  execute function private.touch_channel();

-- When the next message can be claimed; null when nothing waits. A lease's end counts: its sender may have died. What waits
-- behind an earlier message about the same alert does not count, or senders would come for nothing until that one has ended.
-- API: private. Called by: claim_notifications and the tick.
create or replace function private.next_delivery_at()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select min(greatest(c.next_send_at, c.cooldown_until, d.next_attempt_at))
  from public.notification_channels c
  cross join lateral (
    select n.next_attempt_at
    from public.notifications n
    where n.channel_id = c.id and n.state in ('pending', 'leased')
      and (n.attempts > 0 or not exists (
        select from public.notifications e
        where e.alert_id = n.alert_id and e.channel_id = n.channel_id and e.state in ('pending', 'leased')
          and (e.event = 'resolved', e.created_at, e.event <> 'opened')
            < (n.event = 'resolved', n.created_at, n.event <> 'opened')
      ))
    order by n.next_attempt_at
    limit 1
  ) d
  where c.enabled;
$$;
comment on function private.next_delivery_at() is 'When the next message can be claimed, or null.';
revoke all on function private.next_delivery_at() from public, anon, authenticated, service_role;

-- Holds what is due, was never tried and is about alerts under a silence: it waits until the silence that ends last is over. Before
-- each claim, because a silence may have begun, or been made in a transaction that did not see the message, since it was enqueued;
-- and because when one ends, another may be in force. Recoveries, tests and what somebody replays are not
-- held.
-- Messages that a sender is leasing are left to it.
-- API: private. Called by: claim_notifications, and the triggers on silences. Returns how many it holds.
create or replace function private.hold_notifications(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := private.silences_in_force(hold_notifications.now_at);
  v_count integer;
begin
  if cardinality(v_silence_ids) = 0 then
    return 0;
  end if;
  with fresh as materialized (
    select n.id, n.alert_id
    from public.notifications n
    where n.state = 'pending' and n.attempts = 0 and n.replays = 0 and n.event in ('opened', 'reminder')
      and n.next_attempt_at <= hold_notifications.now_at
    for update skip locked
  ),
  held as materialized (
    select h.alert_id, h.silence_id, h.ends_at
    from private.silences_over(v_silence_ids, array(select distinct f.alert_id from fresh f)) h
  )
  update public.notifications n
  set held_by = h.silence_id, held_until = h.ends_at, next_attempt_at = h.ends_at
  from fresh f
  join held h on h.alert_id = f.alert_id
  where n.id = f.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.hold_notifications(timestamptz) is
  'Holds due messages about alerts under a silence until its end; returns how many.';
revoke all on function private.hold_notifications(timestamptz) from public, anon, authenticated, service_role;

-- Brings dead messages back: pending again with all their attempts, under the ids that they had, so that a receiver which did take
-- one knows it. One message, or up to 10,000 of a channel, of an alert or of all, the oldest first. A group is one message, and comes
-- back as a whole. Returns how many came back.
-- When the alert has ended meanwhile, its recovery follows the message; where the channel has heard of the end already, the message
-- stays dead. A channel that is off gets nothing. What the failure set off, the alert about the channel, ends when a message arrives.
-- API: private. Called by: replay_notification, replay_notifications.
-- SECURITY DEFINER: it writes the outbox. Who calls, and whose channels they may serve, it finds out by itself.
create or replace function private.replay(notification_id uuid, channel_id uuid, alert_id uuid)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_is_operator boolean := private.is_project_call() or public.is_admin();
  v_channels uuid[];
  v_message public.notifications;
  v_ids uuid[];
  v_groups uuid[];
  v_alerts uuid[];
  v_count integer;
begin
  if replay.notification_id is not null then
    select n.* into v_message from public.notifications n where n.id = replay.notification_id;
    if v_message.id is not null and v_message.channel_id is null and v_is_operator then
      raise exception using errcode = 'PT409', message = 'channel_deleted',
        detail = 'The channel of this message was deleted.', hint = 'There is nowhere to send it.';
    end if;
  end if;

  -- The channels first, in the order of their ids, then their messages: the order of claim_notifications. Two that replay at once
  -- wait for each other here, and the second finds nothing dead.
  v_channels := array(
    select c.id
    from public.notification_channels c
    where (v_is_operator or c.owner_id = v_user_id or c.tenant_id in (select private.caller_tenants('{owner,admin}')))
      and case
        when replay.notification_id is not null then c.id = v_message.channel_id
        when replay.channel_id is not null then c.id = replay.channel_id
        else c.enabled and exists (select from public.notifications n where n.channel_id = c.id and n.state = 'dead')
      end
    order by c.id
    for no key update
  );
  if cardinality(v_channels) = 0 and replay.notification_id is not null then
    raise exception using errcode = 'PT404', message = 'notification_not_found',
      detail = 'There is no message with this id that you may replay.',
      hint = 'List them with: select id, last_error from notifications where state = ''dead'';';
  elsif cardinality(v_channels) = 0 and replay.channel_id is not null then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no channel with this id whose messages you may replay.',
      hint = 'List them with: select id, name from notification_channels;';
  end if;
  if exists (select from public.notification_channels c where c.id = any (v_channels) and not c.enabled) then
    raise exception using errcode = '22023', message = 'channel_inactive',
      detail = (
        select coalesce(c.disabled_reason, 'The channel is switched off.')
        from public.notification_channels c where c.id = any (v_channels)
      ),
      hint = 'Switch it on first.';
  end if;

  if replay.notification_id is not null then
    select n.* into v_message from public.notifications n where n.id = replay.notification_id;
    if v_message.state <> 'dead' then
      -- Somebody was faster, or pressed twice.
      if v_message.replays > 0 then
        return 0;
      end if;
      raise exception using errcode = 'PT409', message = 'notification_not_dead',
        detail = format('This message is %s.', v_message.state), hint = 'Only dead messages are replayed.';
    end if;
    v_ids := array[v_message.id];
  else
    v_ids := array(
      select n.id
      from public.notifications n
      where n.state = 'dead' and n.channel_id = any (v_channels) and (replay.alert_id is null or n.alert_id = replay.alert_id)
      order by n.created_at, n.id
      limit 10000
    );
  end if;
  -- With an opening its recovery, and with a member of a group the others.
  v_ids := array(
    select n.id from public.notifications n where n.id = any (v_ids)
    union
    select r.id
    from public.notifications n
    join public.notifications r on r.alert_id = n.alert_id and r.channel_id = n.channel_id
    where n.id = any (v_ids) and r.event = 'resolved' and r.state = 'dead'
  );
  -- By a list, not by a join, which would be quadratic in a large group that has died since the table was analyzed.
  v_groups := array(
    select distinct n.group_id from public.notifications n where n.id = any (v_ids) and n.group_id is not null
  );
  v_ids := v_ids || array(
    select g.id
    from public.notifications g
    where g.group_id = any (v_groups) and g.state = 'dead' and g.id <> all (v_ids)
  );

  -- Whoever ends one of these alerts meanwhile does not see that its message is on its way again, so they must not be at it. One is
  -- waited for; among many, those that are just changing are left for the next time, so that nobody waits in a circle.
  if replay.notification_id is not null then
    v_alerts := array(
      select a.id from public.guardian_alerts a
      where a.id in (select n.alert_id from public.notifications n where n.id = any (v_ids))
      order by a.id
      for share
    );
  else
    v_alerts := array(
      select a.id from public.guardian_alerts a
      where a.id in (select n.alert_id from public.notifications n where n.id = any (v_ids))
      for share skip locked
    );
  end if;

  v_ids := array(
    select n.id
    from public.notifications n
    where n.id = any (v_ids) and n.state = 'dead'
      and coalesce(n.group_id, n.id) not in (
        select coalesce(b.group_id, b.id) from public.notifications b where b.id = any (v_ids) and b.alert_id <> all (v_alerts)
      )
      and (n.group_id is not null or n.event not in ('opened', 'reminder') or not exists (
        select from public.notifications r
        where r.alert_id = n.alert_id and r.channel_id = n.channel_id and r.event = 'resolved'
          and (r.state in ('delivered', 'leased') or r.state = 'pending' and r.attempts > 0)
      ))
    order by n.id
    for update
  );
  if cardinality(v_ids) = 0 then
    if replay.notification_id is not null then
      raise exception using errcode = 'PT409', message = 'alert_has_ended',
        detail = 'The alert has ended, and the channel has heard so.', hint = 'There is nothing more to tell.';
    end if;
    return 0;
  end if;

  update public.notifications n
  set state = 'pending', attempts = 0, lease = null, next_attempt_at = now(), finished_at = null, last_error = null,
      replays = n.replays + 1, replayed_at = now(), replayed_by = v_user_id, replayed_error = n.last_error
  where n.id = any (v_ids);
  get diagnostics v_count = row_count;

  insert into public.notifications (alert_id, channel_id, event)
  select distinct n.alert_id, n.channel_id, 'resolved'
  from public.notifications n
  join public.guardian_alerts a on a.id = n.alert_id
  -- One that had ended when it opened, as a report has, has no recovery.
  where n.id = any (v_ids) and n.event in ('opened', 'reminder') and a.resolved_at > a.created_at
  on conflict on constraint notifications_told_once do update
    set state = 'pending', attempts = 0, next_attempt_at = now(), finished_at = null, last_error = null,
        replays = notifications.replays + 1, replayed_at = now(), replayed_by = v_user_id, replayed_error = notifications.last_error
    where notifications.state = 'cancelled';
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.replay(uuid, uuid, uuid) is
  'Makes dead messages pending again: one, or those of a channel, of an alert or of all. Users replay those of their channels.';
revoke all on function private.replay(uuid, uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function private.replay(uuid, uuid, uuid) to authenticated, service_role;

-- Sends a dead message again, under the id that it had. Returns how many messages came back: 1, more for a member of a group, and 0
-- when it was replayed already.
-- API: admins, the owner of its channel, owners and admins of its channel's tenant, the service role, and SQL in the dashboard.
-- Errors: notification_not_found (404), notification_not_dead, channel_deleted, alert_has_ended (409), channel_inactive (22023,
-- HTTP 400).
create or replace function public.replay_notification(p_notification_id uuid)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_notification_id is null then
    raise exception using errcode = '22023', message = 'notification_missing',
      detail = 'p_notification_id is null.', hint = 'Pass the id of a message, or call replay_notifications for many.';
  end if;
  return private.replay(p_notification_id, null, null);
end
$$;
comment on function public.replay_notification(uuid) is 'Makes a dead message pending again; returns how many came back.';
revoke all on function public.replay_notification(uuid) from public, anon, authenticated, service_role;
grant execute on function public.replay_notification(uuid) to authenticated, service_role;

-- Makes a change of silences count at once: a new one holds what waits already, and what one held that was changed or deleted is due,
-- unless it, or another, holds it still. So a silence may be edited by hand.
-- Called by: triggers on silences. SECURITY DEFINER: whoever writes silences may not write the outbox.
create or replace function private.settle_silences()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    update public.notifications n
    set held_until = now(), next_attempt_at = now()
    from changed_silences s
    where n.held_by = s.id and n.state = 'pending' and n.held_until > now();
  elsif tg_op = 'DELETE' then
    -- The foreign key has let go of them by now: held, and nobody holds them.
    update public.notifications n
    set held_until = now(), next_attempt_at = now()
    where n.held_by is null and n.state = 'pending' and n.held_until > now();
  end if;
  perform private.hold_notifications(now());
  if tg_op <> 'INSERT' and private.next_delivery_at() <= now() then
    perform private.ring_doorbell();
  end if;
  return null;
end
$$;
comment on function private.settle_silences() is 'Trigger: holds and lets go messages as silences change.';
revoke all on function private.settle_silences() from public, anon, authenticated, service_role;

drop trigger if exists silences_settle_made on public.silences;
create trigger silences_settle_made
  after insert on public.silences
  for each statement execute function private.settle_silences();

drop trigger if exists silences_settle_changed on public.silences;
create trigger silences_settle_changed
  after update on public.silences
  referencing new table as changed_silences
  for each statement execute function private.settle_silences();

drop trigger if exists silences_settle_deleted on public.silences;
create trigger silences_settle_deleted
  after delete on public.silences
  for each statement execute function private.settle_silences();

-- Sends the dead messages of a channel, of an alert, or all that the caller may, again: at most 10,000, the oldest first. Returns how
-- many came back. Those of channels that are off stay dead.
-- API: admins, the service role and SQL in the dashboard for all; users for their channels and those of tenants that they run.
-- Errors: channel_not_found (404), channel_inactive (22023, HTTP 400).
create or replace function public.replay_notifications(p_channel_id uuid default null, p_alert_id uuid default null)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.replay(null, p_channel_id, p_alert_id);
$$;
comment on function public.replay_notifications(uuid, uuid) is
  'Makes the dead messages of a channel, of an alert, or all, pending again; returns how many came back.';
revoke all on function public.replay_notifications(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.replay_notifications(uuid, uuid) to authenticated, service_role;
