-- Admins change, rotate and test the project's channels; nobody else does, and another user's channels stay theirs alone.
begin;
select plan(13);
select pg_temp.start_empty();
select pg_temp.make_user('user@example.com') as id into temp people;
select pg_temp.make_channel('project'), pg_temp.make_channel('theirs', owner_id => id) from people;
select pg_temp.make_channel('mail', 'email');
select (select id from notification_channels where name = 'project') as project,
  (select id from notification_channels where name = 'mail') as mail,
  (select id from notification_channels where name = 'theirs') as theirs into temp ids;
grant select on people, ids to authenticated;

select pg_temp.sign_in(id) from people;
select throws_ok($$select update_notification_channel(project, 'mine') from ids$$, 'PT404', 'channel_not_found', 'a user does not change it');
select throws_ok($$select rotate_channel_signing_secret(project) from ids$$, 'PT404', 'channel_not_found', 'nor rotate its secret');
select throws_ok($$select send_test_notification(project) from ids$$, 'PT404', 'channel_not_found', 'nor test it');
select pg_temp.sign_out();

select pg_temp.sign_in_as_admin();
select lives_ok($$select update_notification_channel(project, 'Ops', p_destination => 'https://example.com/new') from ids$$, 'an admin changes it');
select is((select name from notification_channels, ids where id = project), 'Ops', 'as they said');
select lives_ok($$select update_notification_channel(mail, p_config => '{"to": ["new@example.com"]}') from ids$$,
  'and where a channel goes that costs the project');
select is((select config from notification_channels, ids where id = mail), '{"to": ["new@example.com"]}'::jsonb, 'as they said');
select matches((select rotate_channel_signing_secret(project) from ids), '^whsec_', 'an admin rotates its secret');
select is((select send_test_notification(project) ->> 'notifications' from ids), '1', 'an admin tests it');
select throws_ok($$select send_test_notification(project) from ids$$, 'PT429', 'test_throttled', 'once in ten seconds, like others');
select throws_ok($$select update_notification_channel(theirs, 'Mine') from ids$$, 'PT404', 'channel_not_found',
  'a user''s own is not the project''s');
select throws_ok($$select send_test_notification(theirs) from ids$$, 'PT404', 'channel_not_found', 'nor is it for an admin to test');
select pg_temp.sign_out();
select is((select count(*) from notifications where event = 'test'), 1::bigint, 'one test is on its way');

select * from finish();
rollback;
