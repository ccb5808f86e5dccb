-- What costs money by the message is told of grave alerts alone, until somebody changes that.
begin;
select plan(2);
select pg_temp.start_empty();

select results_eq(
  $$select kind, min_severity from notification_channels where source = 'environment' order by kind$$,
  $$values ('email', 'info'), ('push', 'info'), ('slack', 'info'), ('sms', 'critical'), ('telegram', 'info'), ('whatsapp', 'critical')$$,
  'SMS and WhatsApp begin with critical alerts'
);
update notification_channels set min_severity = 'warning' where kind = 'sms' and source = 'environment';
select private.sync_environment_channels('{"sms": true}');
select private.sync_environment_channels('{}');
select is(
  (select min_severity from notification_channels where kind = 'sms'), 'warning', 'what somebody chose stays'
);

select * from finish();
rollback;
