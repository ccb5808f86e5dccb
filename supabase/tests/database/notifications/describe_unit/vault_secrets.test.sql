-- Each kind of channel is given the secrets that it needs, and no others.
begin;
select plan(1);
select pg_temp.start_empty();

select private.set_secret('SLACK_WEBHOOK_URL', 's'), private.set_secret('RESEND_API_KEY', 'k');
select private.set_secret('RESEND_FROM', 'f'), private.set_secret('ALERT_EMAIL_TO', 't');
select private.set_secret('TELEGRAM_BOT_TOKEN', 'b'), private.set_secret('TELEGRAM_CHAT_ID', 'c');
update notification_channels set enabled = true where source = 'environment';
select pg_temp.make_channel('mail', 'email'), pg_temp.make_channel('hook'), pg_temp.make_channel('chat', 'telegram');
select pg_temp.make_alert('api');
select results_eq(
  $$select name, pg_temp.lease(id) #> '{channel,secrets}' from notification_channels order by name$$,
  $$values
    ('Email (RESEND_API_KEY)', '{"RESEND_API_KEY": "k", "RESEND_FROM": "f", "ALERT_EMAIL_TO": "t"}'::jsonb),
    ('Slack (SLACK_WEBHOOK_URL)', '{"SLACK_WEBHOOK_URL": "s"}'),
    ('Telegram (TELEGRAM_BOT_TOKEN)', '{"TELEGRAM_BOT_TOKEN": "b", "TELEGRAM_CHAT_ID": "c"}'),
    ('chat', '{"TELEGRAM_BOT_TOKEN": "b"}'),
    ('hook', '{}'),
    ('mail', '{"RESEND_API_KEY": "k", "RESEND_FROM": "f"}')$$,
  'environment channels get theirs whole, an email channel the account, a Telegram one the bot, a webhook none'
);

select * from finish();
rollback;
