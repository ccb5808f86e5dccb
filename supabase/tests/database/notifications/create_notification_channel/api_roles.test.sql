-- Users make channels of their own; the service role makes the project's and anybody's.
begin;
select plan(13);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
grant select on users to authenticated, anon, service_role;

select pg_temp.sign_in(owner_id) from users;
select lives_ok($$select create_notification_channel('hook', 'webhook', 'https://a.example')$$, 'a user makes a webhook');
select lives_ok($$select create_notification_channel('chat', 'telegram', null, '{"chat_id": "1"}')$$, 'a Telegram chat');
select lives_ok(
  $$select create_notification_channel('slack', 'slack', 'https://a.example', p_owner_id => owner_id) from users$$,
  'and a Slack hook, also when they name themselves'
);
select results_eq(
  $$select c.name, c.owner_id = u.owner_id from notification_channels c, users u order by 1$$,
  $$values ('chat', true), ('hook', true), ('slack', true)$$, 'they are theirs'
);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example', p_owner_id => other_id) from users$$, '42501',
  'not_the_owner', 'they make none for others'
);
select throws_ok(
  $$select create_notification_channel('x', 'email', null, '{"to": ["stranger@example.com"]}')$$, '42501',
  'channel_kind_not_allowed', 'nor one that mails strangers from the project''s account'
);
select pg_temp.sign_in(gen_random_uuid(), '{"role": "admin"}');
select set_config('request.jwt.claim.sub', '', true), set_config('request.jwt.claims', '{"role": "authenticated"}', true);
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'https://a.example')$$, '42501', 'not_signed_in',
  'a token of nobody makes none'
);
select pg_temp.sign_in_as_admin();
select lives_ok($$select create_notification_channel('admin''s', 'webhook', 'https://a.example')$$, 'an admin makes one');
select is((select owner_id from notification_channels where name = 'admin''s'), auth.uid(), 'which is their own, not the project''s');
select pg_temp.sign_in_as_anon();
select throws_ok($$select create_notification_channel('x', 'slack', 'https://a.example')$$, '42501', null, 'anon may not');
select throws_ok(
  $$select private.create_channel('x', 'slack', 'https://a.example', '{}', 'info', null, null, null, true)$$, '42501', null,
  'nor by the back door'
);
select pg_temp.as_service_role();
select lives_ok($$select create_notification_channel('project''s', 'slack', 'https://a.example')$$, 'the service role makes the project''s');
select lives_ok(
  $$select create_notification_channel('mail', 'email', null, '{"to": ["a@b"]}', p_owner_id => other_id) from users$$,
  'and anybody''s, of any kind'
);

select * from finish();
rollback;
