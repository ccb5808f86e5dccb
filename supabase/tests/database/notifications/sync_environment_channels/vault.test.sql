-- Secrets in Vault switch a channel on as well.
begin;
select plan(2);
select pg_temp.start_empty();

select private.set_secret('RESEND_API_KEY', 're_x'), private.set_secret('RESEND_FROM', 'a@example.com');
select private.sync_environment_channels('{}');
select is_empty($$select * from notification_channels where enabled$$, 'two of three secrets for email are not enough');
select private.set_secret('ALERT_EMAIL_TO', 'ops@example.com'), private.set_secret('SLACK_WEBHOOK_URL', 'https://x.example');
select private.sync_environment_channels('{"slack": false, "email": false}');
select results_eq(
  $$select kind from notification_channels where enabled order by kind$$, array['email', 'slack'],
  'all three are, and one for Slack'
);

select * from finish();
rollback;
