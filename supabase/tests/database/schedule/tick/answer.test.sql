-- A tick does all that is due and says what it did.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('api');
update notifications set state = 'leased', attempts = 11, next_attempt_at = now() from channels where channel_id = ops_id;
select pg_temp.make_job('late', now() - interval '2 hours');
delete from private.edge_requests;
insert into private.edge_requests (function_name, request_id) values ('notify', 77);
insert into net._http_response (id, status_code, timed_out) values (77, 200, false);
select set_config('heartbase.doorbell_transaction', '', true);
select is(
  private.tick(),
  '{"outage": false, "jobs_alerted": 1, "tetrahedrons_alerted": 0, "notifications_dead": 1, "edge_answers": 1, "doorbell": false}'::jsonb,
  'it evaluated, swept and harvested; the alert had rung the doorbell'
);
select is((select last_tick_at from private.evaluator_state), now(), 'it leaves its sign of life');
select set_config('heartbase.doorbell_transaction', '', true);
select is(
  private.tick(),
  '{"outage": false, "jobs_alerted": 0, "tetrahedrons_alerted": 0, "notifications_dead": 0, "edge_answers": 0, "doorbell": true}'::jsonb,
  'the next one finds messages waiting and rings'
);

select * from finish();
rollback;
