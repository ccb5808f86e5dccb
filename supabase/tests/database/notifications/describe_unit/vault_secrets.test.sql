-- Each kind of channel is given the secrets that it needs, and no others.
begin;
select plan(1);
select pg_temp.start_empty();

select private.set_secret('SLACK_WEBHOOK_URL', 's'), private.set_secret('RESEND_API_KEY', 'k');
select private.set_secret('RESEND_FROM', 'f'), private.set_secret('ALERT_EMAIL_TO', 't');
select private.set_secret('TELEGRAM_BOT_TOKEN', 'b'), private.set_secret('TELEGRAM_CHAT_ID', 'c');
select private.set_secret('NTFY_URL', 'n'), private.set_secret('NTFY_TOKEN', 'o');
select private.set_secret('TWILIO_ACCOUNT_SID', 'a'), private.set_secret('TWILIO_AUTH_TOKEN', 'w');
select private.set_secret('TWILIO_FROM', '1'), private.set_secret('ALERT_SMS_TO', '2');
select private.set_secret('TWILIO_WHATSAPP_FROM', '3'), private.set_secret('ALERT_WHATSAPP_TO', '4');
update notification_channels set enabled = true where source = 'environment';
select pg_temp.make_channel('mail', 'email'), pg_temp.make_channel('hook'), pg_temp.make_channel('chat', 'telegram');
select pg_temp.make_channel('topic', 'push'), pg_temp.make_channel('phone', 'sms'), pg_temp.make_channel('phone 2', 'whatsapp');
select pg_temp.make_alert('api');
select results_eq(
  $$select name, pg_temp.lease(id) #> '{channel,secrets}' from notification_channels order by name$$,
  $$values
    ('Email (RESEND_API_KEY)', '{"RESEND_API_KEY": "k", "RESEND_FROM": "f", "ALERT_EMAIL_TO": "t"}'::jsonb),
    ('Push (NTFY_URL)', '{"NTFY_URL": "n", "NTFY_TOKEN": "o"}'),
    ('SMS (TWILIO_FROM)', '{"TWILIO_ACCOUNT_SID": "a", "TWILIO_AUTH_TOKEN": "w", "TWILIO_FROM": "1", "ALERT_SMS_TO": "2"}'),
    ('Slack (SLACK_WEBHOOK_URL)', '{"SLACK_WEBHOOK_URL": "s"}'),
    ('Telegram (TELEGRAM_BOT_TOKEN)', '{"TELEGRAM_BOT_TOKEN": "b", "TELEGRAM_CHAT_ID": "c"}'),
    ('WhatsApp (TWILIO_WHATSAPP_FROM)',
      '{"TWILIO_ACCOUNT_SID": "a", "TWILIO_AUTH_TOKEN": "w", "TWILIO_WHATSAPP_FROM": "3", "ALERT_WHATSAPP_TO": "4"}'),
    ('chat', '{"TELEGRAM_BOT_TOKEN": "b"}'),
    ('hook', '{}'),
    ('mail', '{"RESEND_API_KEY": "k", "RESEND_FROM": "f"}'),
    ('phone', '{"TWILIO_ACCOUNT_SID": "a", "TWILIO_AUTH_TOKEN": "w", "TWILIO_FROM": "1"}'),
    ('phone 2', '{"TWILIO_ACCOUNT_SID": "a", "TWILIO_AUTH_TOKEN": "w", "TWILIO_WHATSAPP_FROM": "3"}'),
    ('topic', '{}')$$,
  'environment channels get theirs whole, an email channel the account, a Telegram one the bot, one of a number the account, a webhook and a topic none'
);

select * from finish();
rollback;
