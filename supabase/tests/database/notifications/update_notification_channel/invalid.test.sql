-- What is refused is what create_notification_channel refuses, and it changes nothing.
begin;
select plan(14);
select pg_temp.start_empty();

select (create_notification_channel('hook', 'webhook', 'https://a.example') ->> 'id')::uuid as hook_id,
  (create_notification_channel('chat', 'telegram', null, '{"chat_id": "1"}') ->> 'id')::uuid as chat_id,
  (select id from notification_channels where kind = 'slack') as slack_id
into temp channels;
select jsonb_agg(to_jsonb(c) order by c.id) as rows into temp before from notification_channels c;
select throws_ok(
  format($$select update_notification_channel(hook_id, p_enabled => false, %s) from channels$$, argument), '22023', message,
  'refused: ' || argument
)
from (values
  ($$p_name => ' '$$, 'invalid_channel_name'),
  ($$p_name => 'a' || chr(10) || 'b'$$, 'invalid_channel_name'),
  ($$p_destination => ''$$, 'invalid_destination'),
  ($$p_destination => 'https://user@a.example'$$, 'invalid_destination'),
  ($$p_signing_secret => repeat('x', 15)$$, 'invalid_signing_secret'),
  ($$p_config => '[]'$$, 'invalid_config'),
  ($$p_config => jsonb_build_object('a', repeat('x', 10240))$$, 'invalid_config'),
  ($$p_min_severity => 'fatal'$$, 'invalid_severity'),
  ($$p_subject_kinds => '{planet}'$$, 'invalid_subject_kinds')
) r(argument, message);
select throws_ok(
  $$select update_notification_channel(chat_id, p_config => '{}') from channels$$, '22023', 'invalid_chat',
  'a Telegram channel is not left without its chat'
);
select throws_ok(
  $$select update_notification_channel(slack_id, p_destination => 'https://a.example') from channels$$, '22023',
  'environment_channel', 'an environment channel goes where its secrets say'
);
select throws_ok(
  $$select update_notification_channel(gen_random_uuid(), 'x')$$, 'PT404', 'channel_not_found', 'an unknown id is not found'
);
select is(
  (select jsonb_agg(to_jsonb(c) order by c.id) from notification_channels c), (select rows from before), 'nothing has changed'
);
select lives_ok(
  $$select update_notification_channel(slack_id, 'Team', p_min_severity => 'critical') from channels$$,
  'its name and filters may change'
);

select * from finish();
rollback;
