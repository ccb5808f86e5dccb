-- A filter set since does not swallow the recovery; switching off does.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('filtered'), pg_temp.make_channel('off');
select pg_temp.make_alert('api', null, 'warning');
update notifications set state = 'delivered';
update notification_channels set min_severity = 'critical', subject_kinds = '{job}' where name = 'filtered';
update notification_channels set enabled = false where name = 'off';
update guardian_alerts set resolved_at = now();
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%resolved%'$$, array['filtered: resolved api pending'],
  'the channel that is on hears of the end'
);

select * from finish();
rollback;
