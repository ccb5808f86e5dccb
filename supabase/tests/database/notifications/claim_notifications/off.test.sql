-- A channel that is off is not claimed for; what waits for it is not lost.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notification_channels set enabled = false where name = 'ops';
select is(claim_notifications() -> 'units', '[]'::jsonb, 'nothing is claimed');
select results_eq($$select state, last_error from notifications$$, $$values ('pending', null)$$, 'the message waits');
update notification_channels set enabled = true where name = 'ops';
select is(
  claim_notifications() #>> '{units,0,notifications,0,alert,subject_id}', 'api', 'once the channel is on again it goes out'
);
select is((select attempts from notifications), 1, 'as its first attempt');

select * from finish();
rollback;
