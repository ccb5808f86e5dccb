-- The alert about a channel ends with its next delivered message.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('a'), pg_temp.make_alert('b');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
update notifications set state = 'delivered' from guardian_alerts a where a.id = alert_id and a.alert_type = 'delivery-failed';
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select results_eq(
  $$select resolved_at is not null, auto_resolved, resolution from guardian_alerts where alert_type = 'delivery-failed'$$,
  $$values (true, true, 'Messages reach the channel again.')$$, 'it resolves by itself'
);
select results_eq(
  $$select c.name, n.event from notifications n join notification_channels c on c.id = n.channel_id
    join guardian_alerts a on a.id = n.alert_id where a.alert_type = 'delivery-failed' order by 2$$,
  $$values ('spare', 'opened'), ('spare', 'resolved')$$, 'and the channel that heard of it hears of its end'
);

select * from finish();
rollback;
