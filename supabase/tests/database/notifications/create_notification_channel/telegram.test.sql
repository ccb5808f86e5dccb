-- A Telegram channel needs a chat.
begin;
select plan(25);
select pg_temp.start_empty();

select create_notification_channel('group', 'telegram', null, '{"chat_id": "-1001234567890", "message_thread_id": 5}');
select results_eq(
  $$select config, destination_hint from notification_channels where name = 'group'$$,
  $$values ('{"chat_id": "-1001234567890", "message_thread_id": 5}'::jsonb, '7890')$$, 'it is config, and its end the hint'
);
select is_empty($$select * from vault.secrets where name like 'heartbase\_channel\_%'$$, 'it has no secrets of its own');
select lives_ok(
  format($$select create_notification_channel('x', 'telegram', null, %L)$$, config), 'allowed: ' || config
)
from unnest(array[
  '{"chat_id": "1"}', '{"chat_id": "9999999999999999"}', '{"chat_id": "-1"}', '{"chat_id": "@news"}',
  '{"chat_id": "@n1234567890123456789012345678901"}', '{"chat_id": "1", "message_thread_id": 2147483647}'
]) config;
select throws_ok(
  format($$select create_notification_channel('x', 'telegram', null, %L)$$, config), '22023', 'invalid_chat', 'refused: ' || config
)
from unnest(array[
  '{}', '{"chat_id": ""}', '{"chat_id": 1}', '{"chat_id": "0"}', '{"chat_id": "01"}', '{"chat_id": "99999999999999999"}',
  '{"chat_id": "1 "}', '{"chat_id": "@abc"}', '{"chat_id": "@a-bcd"}', '{"chat_id": "@n12345678901234567890123456789012"}',
  '{"chat_id": ["1"]}', '{"chat_id": "1", "message_thread_id": 0}', '{"chat_id": "1", "message_thread_id": 1.5}',
  '{"chat_id": "1", "message_thread_id": "2"}', '{"chat_id": "1", "text": "x"}'
]) config;
select throws_ok(
  $$select create_notification_channel('x', 'telegram', 'https://a.example', '{"chat_id": "1"}')$$, '22023', 'invalid_destination',
  'it has no URL'
);
select is((select count(*) from notification_channels where name = 'x'), 6::bigint, 'only those that are allowed were made');

select * from finish();
rollback;
