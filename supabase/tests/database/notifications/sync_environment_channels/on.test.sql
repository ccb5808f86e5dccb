-- A channel whose secrets the functions hold is switched on, and catches up.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_alert('before');
select private.sync_environment_channels('{"slack": true}');
select results_eq(
  $$select kind, enabled, disabled_reason from notification_channels where source = 'environment' order by kind$$,
  $$values ('email', false, 'RESEND_API_KEY, RESEND_FROM and ALERT_EMAIL_TO are not all set.'),
    ('push', false, 'NTFY_URL is not set.'), ('slack', true, null),
    ('sms', false, 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and ALERT_SMS_TO are not all set.'),
    ('telegram', false, 'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID are not all set.'),
    ('whatsapp', false, 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM and ALERT_WHATSAPP_TO are not all set.')$$,
  'the one that was reported is on, the others off with the reason'
);
select results_eq(
  $$select * from pg_temp.outbox()$$, array['Slack (SLACK_WEBHOOK_URL): opened before pending'],
  'it hears of an alert that was open before'
);
select private.sync_environment_channels('{"slack": true, "email": false}');
select is((select count(*) from notifications), 1::bigint, 'and only once');

select * from finish();
rollback;
