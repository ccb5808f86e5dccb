-- A test that fails is over: whoever asked for it is told now.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select send_test_notification(ops_id) from channels;
select ok((select pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry', 700) from channels), 'the acknowledgement is taken');
select results_eq(
  $$select state, attempts, http_status, last_error, finished_at is not null from notifications$$,
  $$values ('dead', 1, 500, 'because', true)$$, 'after its one attempt it is dead, with the reason'
);
select results_eq(
  $$select failure_count, next_send_at > clock_timestamp() + interval '600 seconds' from notification_channels where name = 'ops'$$,
  $$values (1, true)$$, 'the failure counts, and the destination''s wait holds'
);
select is_empty($$select * from guardian_alerts where alert_type = 'delivery-failed'$$, 'nobody else is told');

select * from finish();
rollback;
