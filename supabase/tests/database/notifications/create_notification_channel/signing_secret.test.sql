-- A webhook's signing secret may be chosen; it is kept as it is given, and not told back.
begin;
select plan(12);
select pg_temp.start_empty();

select create_notification_channel('chosen', 'webhook', 'https://a.example', p_signing_secret => ' sixteen chars! ') as answer
into temp made;
select is((select answer ? 'signing_secret' from made), false, 'whoever chose it knows it');
select is(
  (select private.get_secret('heartbase_channel_' || (answer ->> 'id') || '_signing') from made), ' sixteen chars! ',
  'it is in Vault as given'
);
select is(
  (select signing_secret_hint from notification_channels where name = 'chosen'), 'rs! ', 'the row has its last four characters'
);
select create_notification_channel('made', 'webhook', 'https://a.example') ->> 'signing_secret' as secret into temp generated;
select is(
  (select signing_secret_hint from notification_channels where name = 'made'), (select right(secret, 4) from generated),
  'also of one that was made'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_signing_secret => repeat('x', 15))$$, '22023',
  'invalid_signing_secret', '15 characters are too few'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_signing_secret => repeat('x', 129))$$, '22023',
  'invalid_signing_secret', '129 are too many'
);
select lives_ok(
  $$select create_notification_channel('long', 'webhook', 'https://a.example', p_signing_secret => repeat('x', 128))$$,
  '128 are allowed'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_signing_secret => '')$$, '22023',
  'invalid_signing_secret', 'an empty one is a mistake, not the wish to have one made'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_signing_secret => 'whsec_not-base64-at-all')$$, '22023',
  'invalid_signing_secret', 'whsec_ promises base64'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_signing_secret => 'whsec_QUJDREVGR0hJS')$$, '22023',
  'invalid_signing_secret', 'whole base64'
);
select lives_ok(
  $$select create_notification_channel('standard', 'webhook', 'https://a.example', p_signing_secret => 'whsec_QUJDREVGR0hJSg==')$$,
  'such as this'
);
select throws_ok(
  $$select create_notification_channel('x', 'slack', 'https://a.example', p_signing_secret => repeat('x', 16))$$, '22023',
  'invalid_signing_secret', 'only webhooks are signed'
);

select * from finish();
rollback;
