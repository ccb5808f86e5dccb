-- A channel that is off is not claimed for; what waits for it ends as cancelled.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notification_channels set enabled = false where name = 'ops';
select is(claim_notifications() -> 'units', '[]'::jsonb, 'nothing is claimed');
select results_eq(
  $$select state, last_error from notifications$$, $$values ('cancelled', 'The channel is switched off.')$$,
  'the message ends with its reason'
);

select * from finish();
rollback;
