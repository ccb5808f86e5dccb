-- A tick rings only when something is to be sent now.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select is(private.tick() ->> 'doorbell', 'false', 'not when nothing waits');
select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
select set_config('heartbase.doorbell_transaction', '', true);
delete from private.edge_requests;
update notifications set next_attempt_at = now() + interval '1 microsecond';
select is(private.tick() ->> 'doorbell', 'false', 'not when it may not be tried yet');
update notifications set next_attempt_at = now();
update notification_channels set next_send_at = now() + interval '1 microsecond' where name = 'ops';
select is(private.tick() ->> 'doorbell', 'false', 'nor when its channel does not take it yet');
update notification_channels set next_send_at = now() where name = 'ops';
select is(private.tick() ->> 'doorbell', 'true', 'but then');

select * from finish();
rollback;
