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
