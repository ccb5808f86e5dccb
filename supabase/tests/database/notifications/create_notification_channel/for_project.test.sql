-- Admins make the project's channels, of every kind; nobody else does.
begin;
select plan(12);
select pg_temp.start_empty();
select pg_temp.make_user('user@example.com') as id into temp people;
grant select on people to authenticated, anon;

select pg_temp.sign_in_as_admin();
select lives_ok($$select create_notification_channel('Ops', 'email', p_config => '{"to": ["ops@example.com"]}', p_for_project => true)$$,
  'an admin makes an email channel of the project');
select results_eq($$select name, owner_id from notification_channels where source = 'database'$$, $$values ('Ops', null::uuid)$$,
  'it is nobody''s own');
select lives_ok(
  $$select create_notification_channel('Hook' || n, 'webhook', 'https://example.com/hook', p_for_project => true) from generate_series(1, 30) n$$,
  'without the limit of a user'
);
select throws_ok($$select create_notification_channel('Mine', 'email', p_config => '{"to": ["ops@example.com"]}')$$, '42501',
  'channel_kind_not_allowed', 'for themselves they are a user like others');
select throws_ok(
  $$select create_notification_channel('Both', 'webhook', 'https://example.com/hook', p_owner_id => auth.uid(), p_for_project => true)$$,
  '22023', 'invalid_owner', 'a channel is of the project or of somebody'
);
select throws_ok($$select create_notification_channel('Ops', 'email', p_config => '{}', p_for_project => true)$$, '22023',
  'invalid_recipients', 'what is wrong is refused as ever');
select pg_temp.sign_out();

select pg_temp.sign_in(id) from people;
select throws_ok($$select create_notification_channel('Ops', 'webhook', 'https://example.com/hook', p_for_project => true)$$, '42501',
  'not_an_admin', 'a user does not');
select pg_temp.sign_out();
select pg_temp.sign_in(id, '{}', '{"role": "admin"}') from people;
select throws_ok($$select create_notification_channel('Ops', 'webhook', 'https://example.com/hook', p_for_project => true)$$, '42501',
  'not_an_admin', 'nor one who calls themselves an admin');
select pg_temp.sign_out();
select pg_temp.sign_in_as_anon();
select throws_ok($$select create_notification_channel('Ops', 'webhook', 'https://example.com/hook', p_for_project => true)$$, '42501',
  null, 'nor anybody who is not signed in');
select pg_temp.sign_out();
select pg_temp.as_service_role();
select lives_ok($$select create_notification_channel('Server', 'webhook', 'https://example.com/hook', p_for_project => true)$$,
  'the service role may say so');
reset role;
select is((select owner_id from notification_channels where name = 'Server'), null, 'which is what it does anyway');
select is((select count(*) from notification_channels where owner_id is not null), 0::bigint, 'and nobody has one of their own');

select * from finish();
rollback;
