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
