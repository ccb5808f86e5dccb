-- A channel whose secrets are gone is switched off.
begin;
select plan(2);
select pg_temp.start_empty();

select private.sync_environment_channels('{"slack": true, "email": true}');
select private.sync_environment_channels('{"slack": true}');
select results_eq(
  $$select kind, enabled, disabled_reason from notification_channels where source = 'environment' order by kind$$,
  $$values ('email', false, 'RESEND_API_KEY, RESEND_FROM and ALERT_EMAIL_TO are not all set.'),
    ('push', false, 'NTFY_URL is not set.'), ('slack', true, null),
    ('sms', false, 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and ALERT_SMS_TO are not all set.'),
    ('telegram', false, 'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID are not all set.'),
    ('whatsapp', false, 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM and ALERT_WHATSAPP_TO are not all set.')$$,
  'what is no longer reported is off, with the reason'
);
select private.sync_environment_channels('{"email": true}');
select results_eq(
  $$select kind from notification_channels where source = 'environment' and enabled$$, array['email'],
  'and comes back with its secrets'
);

select * from finish();
rollback;
