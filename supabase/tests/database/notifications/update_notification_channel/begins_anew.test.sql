-- A new destination does not inherit the failures of the old one.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('chat', 'telegram') as chat_id into temp channels;
update notification_channels set failure_count = 3, cooldown_until = now() + interval '1 minute';
select update_notification_channel(ops_id, 'ops', p_signing_secret => 'sixteen-chars-01', p_enabled => true) from channels;
select results_eq(
  $$select failure_count, cooldown_until from notification_channels where name = 'ops'$$,
  $$values (3, now() + interval '1 minute')$$, 'what is no new destination ends no cooldown'
);
select update_notification_channel(ops_id, p_destination => 'https://b.example') from channels;
select update_notification_channel(chat_id, p_config => '{"chat_id": "1"}') from channels;
select results_eq(
  $$select failure_count, cooldown_until from notification_channels where name = 'ops'$$, $$values (0, null::timestamptz)$$,
  'a URL does'
);
select results_eq(
  $$select failure_count, cooldown_until from notification_channels where name = 'chat'$$, $$values (0, null::timestamptz)$$,
  'and so does a chat'
);

select * from finish();
rollback;
