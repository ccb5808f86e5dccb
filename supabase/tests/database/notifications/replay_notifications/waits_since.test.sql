-- What is replayed waits from then on: nobody is alarmed by how old it is.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set created_at = now() - interval '3 days', state = 'dead', finished_at = now() - interval '3 days';
select replay_notifications();
select is((select oldest_pending_at from notification_channel_status where name = 'ops'), now(), 'for the status of its channel');
select is(pg_temp.says('outbox_backlog'), 'ok', 'for the check');
select is(private.probe_outbox() #>> '{details,oldest_seconds}', '0', 'for the boot check');
select is(
  (select value from private.measure_delivery() where name = 'heartbase_outbox_oldest_waiting_seconds'), 0::numeric, 'for the metrics'
);

select * from finish();
rollback;
