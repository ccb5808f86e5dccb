-- A message that can never be accepted is dead at once; its channel stays on.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select results_eq(
  $$select state, attempts, last_error, http_status from notifications$$, $$values ('dead', 1, 'because', 500)$$,
  'it is dead after the first attempt'
);
select results_eq(
  $$select enabled, failure_count from notification_channels where name = 'ops'$$, $$values (true, 1)$$, 'the channel is on'
);

select * from finish();
rollback;
