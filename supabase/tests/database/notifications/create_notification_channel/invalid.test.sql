-- What is refused, with nothing left behind.
begin;
select plan(14);
select pg_temp.start_empty();

select throws_ok(
  $$select create_notification_channel('x', 'pigeon')$$, '22023', 'invalid_channel_kind', 'an unknown kind'
);
select throws_ok($$select create_notification_channel('x', null)$$, '22023', 'invalid_channel_kind', 'no kind');
select throws_ok($$select create_notification_channel('x', 'webhook')$$, '22023', 'invalid_destination', 'no destination');
select throws_ok(
  $$select create_notification_channel('x', 'slack', 'hooks.slack.com/x')$$, '22023', 'invalid_destination', 'no scheme'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example/ b')$$, '22023', 'invalid_destination', 'a blank in it'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example/' || repeat('x', 1983))$$, '22023',
  'invalid_destination', '2001 characters'
);
select lives_ok(
  $$select create_notification_channel('long', 'webhook', 'https://a.example/' || repeat('x', 1982))$$, '2000 are allowed'
);
select throws_ok($$select create_notification_channel('x', 'email')$$, '22023', 'invalid_recipients', 'no recipients');
select throws_ok(
  $$select create_notification_channel('x', 'email', null, '{"to": "a@b"}')$$, '22023', 'invalid_recipients',
  'recipients that are no list'
);
select throws_ok(
  $$select create_notification_channel('x', 'email', null, '{"to": []}')$$, '22023', 'invalid_recipients', 'an empty list'
);
select throws_ok(
  $$select create_notification_channel('x', 'slack', 'https://a.example', '{}', 'fatal')$$, '23514', null,
  'an unknown severity'
);
select throws_ok($$select create_notification_channel('', 'slack', 'https://a.example')$$, '23514', null, 'no name');
select is((select count(*) from notification_channels where source = 'database'), 1::bigint, 'only the long one was made');
select is(
  (select count(*) from vault.secrets where name like 'heartbase\_channel\_%'), 2::bigint, 'with its two secrets'
);

select * from finish();
rollback;
