-- What is refused, with nothing left behind.
begin;
select plan(25);
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
  format($$select create_notification_channel('x', 'email', null, '{"to": %s}')$$, recipients), '22023', 'invalid_recipients',
  'recipients such as ' || recipients
)
from unnest(array['["ops"]', '["a@b", "c d@e"]', '["a@b@c"]', '["@b"]', '[1]', '[null]', '[["a@b"]]']) recipients;
select throws_ok(
  $$select create_notification_channel('x', 'slack', 'https://a.example', '{}', 'fatal')$$, '22023', 'invalid_severity',
  'an unknown severity'
);
select throws_ok(
  $$select create_notification_channel('x', 'slack', 'https://a.example', p_subject_kinds => '{job,sheep}')$$, '22023',
  'invalid_subject_kinds', 'an unknown kind of subject'
);
select throws_ok(
  $$select create_notification_channel(null, 'slack', 'https://a.example')$$, '22023', 'invalid_channel_name', 'no name'
);
select throws_ok(
  $$select create_notification_channel('  ', 'slack', 'https://a.example')$$, '22023', 'invalid_channel_name', 'a blank name'
);
select throws_ok(
  $$select create_notification_channel(repeat('x', 201), 'slack', 'https://a.example')$$, '22023', 'invalid_channel_name',
  '201 characters'
);
select lives_ok(
  $$select create_notification_channel(' ' || repeat('x', 200) || ' ', 'email', null, '{"to": ["a@b", "c@d.example"]}',
    'warning', '{job,service}')$$,
  '200 are allowed, and so are two recipients'
);
select is((select count(*) from notification_channels where source = 'database'), 2::bigint, 'only the two long ones were made');
select is(
  (select count(*) from vault.secrets where name like 'heartbase\_channel\_%'), 2::bigint, 'with the two secrets of the webhook'
);

select * from finish();
rollback;
