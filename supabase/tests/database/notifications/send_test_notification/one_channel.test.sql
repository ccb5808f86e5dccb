-- A test can go to one channel.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('owned', 'slack', pg_temp.make_user('owner@example.com')) as owned_id into temp channels;
select is(
  (select (send_test_notification(owned_id) ->> 'notifications')::int from channels), 1, 'a user''s channel gets its own'
);
select results_eq(
  $$select * from pg_temp.outbox()$$, array['owned: test heartbase pending'], 'whatever it is that it wants to hear of'
);
select throws_ok(
  $$select send_test_notification(gen_random_uuid())$$, 'PT404', 'channel_not_found', 'an unknown id is not found'
);

select * from finish();
rollback;
