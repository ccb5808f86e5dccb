-- A channel whose destination was gone comes back with a new secret.
begin;
select plan(4);
select pg_temp.start_empty();

select private.sync_environment_channels('{"slack": true}');
select pg_temp.make_alert('api');
update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where kind = 'slack';
select private.sync_environment_channels('{"slack": true}');
select is((select enabled from notification_channels where kind = 'slack'), false, 'the same secret does not switch it on');
select private.sync_environment_channels('{}');
select is(
  (select disabled_reason from notification_channels where kind = 'slack'), 'SLACK_WEBHOOK_URL is not set.',
  'once the secret is removed that is why it is off'
);
select private.sync_environment_channels('{"slack": true}');
select results_eq(
  $$select enabled, disabled_reason from notification_channels where kind = 'slack'$$, $$values (true, null)$$,
  'and a new one switches it on'
);
update notification_channels set enabled = false where kind = 'slack';
select private.sync_environment_channels('{}');
select private.sync_environment_channels('{"slack": true}');
select is(
  (select enabled from notification_channels where kind = 'slack'), false, 'what somebody switched off stays off all the same'
);

select * from finish();
rollback;
