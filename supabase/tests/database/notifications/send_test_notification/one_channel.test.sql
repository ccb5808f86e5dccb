-- A test can go to one channel.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('owned', 'slack', pg_temp.make_user('owner@example.com')) as owned_id,
  pg_temp.make_channel('off') as off_id into temp channels;
update notification_channels set enabled = false where name = 'off';
select is(
  (select (send_test_notification(owned_id) ->> 'notifications')::int from channels), 1, 'a user''s channel gets its own'
);
select is(
  (select (send_test_notification(owned_id) ->> 'notifications')::int from channels), 1, 'and another when asked again'
);
select throws_ok(
  $$select send_test_notification(off_id) from channels$$, 'PT404', 'channel_not_found', 'a channel that is off is not found'
);
select throws_ok(
  $$select send_test_notification(gen_random_uuid())$$, 'PT404', 'channel_not_found', 'an unknown id is not found'
);

select * from finish();
rollback;
