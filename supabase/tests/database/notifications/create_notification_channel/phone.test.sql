-- An SMS or WhatsApp channel needs one telephone number, and is the project's to make.
begin;
select plan(26);
select pg_temp.start_empty();

select create_notification_channel('on call', 'sms', null, '{"to": "+15550100"}');
select results_eq(
  $$select config, destination_hint, min_severity from notification_channels where name = 'on call'$$,
  $$values ('{"to": "+15550100"}'::jsonb, '0100', 'info')$$, 'it is config, and its end the hint'
);
select lives_ok(format($$select create_notification_channel('x', %L, null, %L)$$, kind, config), kind || ' allowed: ' || config)
from unnest(array['sms', 'whatsapp']) kind, unnest(array['{"to": "+1234567"}', '{"to": "+491701234567890"}']) config;
select throws_ok(
  format($$select create_notification_channel('x', %L, null, %L)$$, kind, config), '22023', 'invalid_number', kind || ' refused: ' || config
)
from unnest(array['sms', 'whatsapp']) kind,
  unnest(array[
    '{}', '{"to": "15550100"}', '{"to": "+0155501000"}', '{"to": "+123456"}', '{"to": "+1234567890123456"}', '{"to": ["+15550100"]}',
    '{"to": 15550100}', '{"to": "+1555 0100"}', '{"to": "+15550100", "text": "x"}'
  ]) config;
select throws_ok(
  $$select create_notification_channel('x', 'sms', 'https://a.example', '{"to": "+15550100"}')$$, '22023', 'invalid_destination',
  'it has no URL'
);

select pg_temp.make_user('user@example.com') as user_id into temp users;
grant select on users to authenticated;
select pg_temp.sign_in(user_id) from users;
select throws_ok(
  format($$select create_notification_channel('mine', %L, null, '{"to": "+15550100"}')$$, kind), '42501', 'channel_kind_not_allowed',
  'a user cannot spend the project''s money on ' || kind
)
from unnest(array['sms', 'whatsapp']) kind;
select pg_temp.sign_out();

select * from finish();
rollback;
