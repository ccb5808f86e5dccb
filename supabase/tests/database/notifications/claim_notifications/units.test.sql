-- A claim gives each channel's next message, to one sender only.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('one'), pg_temp.make_channel('two');
select pg_temp.make_alert('a'), pg_temp.make_alert('b');
select clock_timestamp() as began_at into temp claims;
select claim_notifications() as answer into temp first_claim;
-- However long it takes to claim again.
update notification_channels set next_send_at = next_send_at + interval '1 hour';
select claim_notifications() as answer into temp second_claim;
select results_eq(
  $$select u #>> '{channel,name}', (u ->> 'count')::int, (u ->> 'attempt')::int
    from first_claim, jsonb_array_elements(answer -> 'units') u order by 1$$,
  $$values ('one', 1, 1), ('two', 1, 1)$$,
  'one message for each channel'
);
select is((select answer -> 'units' from second_claim), '[]'::jsonb, 'the next claim gets nothing: the rate limit holds');
select cmp_ok(
  (select (answer ->> 'next_due_at')::timestamptz from second_claim), '>', (select began_at + interval '1 hour' from claims),
  'but hears when the second message may go'
);
select is((select count(*) from notifications where attempts = 1), 2::bigint, 'an attempt counts when it is claimed');
select ok(
  (select bool_and((u ->> 'lease_expires_at')::timestamptz - (answer ->> 'now')::timestamptz = interval '60 s')
   from first_claim, jsonb_array_elements(answer -> 'units') u),
  'the lease ends 60 s after the clock that the answer tells'
);

select * from finish();
rollback;
