-- A dead message goes out again, as the message that it was.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.lease(ops_id) as unit into temp first_lease from channels;
select pg_temp.acknowledge(unit, 'failed') from first_lease;
delete from net.http_request_queue;
select set_config('heartbase.doorbell_transaction', '', true);

select is(replay_notification((unit ->> 'unit_id')::uuid), 1, 'one came back') from first_lease;
select results_eq(
  $$select state, attempts, lease, next_attempt_at, finished_at, last_error, replays, replayed_at, replayed_by, replayed_error
    from notifications where id = (select (unit ->> 'unit_id')::uuid from first_lease)$$,
  $$values ('pending', 0, null::uuid, now(), null::timestamptz, null, 1, now(), null::uuid, 'because')$$,
  'it has all its attempts, and what it had died of is kept'
);
select is((select count(*) from net.http_request_queue), 1::bigint, 'the doorbell rang');
select is(replay_notification((unit ->> 'unit_id')::uuid), 0, 'a second time there is nothing to bring back') from first_lease;
select ok(not pg_temp.acknowledge(unit, 'delivered'), 'whoever held the old lease is refused') from first_lease;
select pg_temp.lease(ops_id) as unit into temp second_lease from channels;
select is(
  (select unit - '{lease,lease_expires_at}'::text[] from second_lease), (select unit - '{lease,lease_expires_at}'::text[] from first_lease),
  'it is the same message under the same id'
);
select pg_temp.acknowledge(unit, 'delivered') from second_lease;
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened api delivered'], 'it is delivered'
);
select is(replay_notification((unit ->> 'unit_id')::uuid), 0, 'and stays so') from first_lease;

select * from finish();
rollback;
