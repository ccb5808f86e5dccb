-- The alert about a failing channel ends when the channel is deleted.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
delete from notification_channels where name = 'ops';
select results_eq(
  $$select auto_resolved, resolution from guardian_alerts where alert_type = 'delivery-failed' and resolved_at is not null$$,
  $$values (true, 'The channel was deleted.')$$, 'it resolves with the reason'
);

select * from finish();
rollback;
