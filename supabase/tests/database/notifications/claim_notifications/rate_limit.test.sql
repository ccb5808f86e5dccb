-- A channel is not claimed for before its next_send_at.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notification_channels set next_send_at = clock_timestamp() + interval '1 minute' where name = 'ops';
select is(claim_notifications() -> 'units', '[]'::jsonb, 'before it nothing is claimed');
update notification_channels set next_send_at = clock_timestamp() where name = 'ops';
select is(jsonb_array_length(claim_notifications() -> 'units'), 1, 'at that instant it is');

select * from finish();
rollback;
