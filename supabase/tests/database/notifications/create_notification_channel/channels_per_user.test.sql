-- A user has so many channels and no more.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
grant select on users to authenticated, service_role;
insert into app_settings (key, value) values ('channels_per_user', '2');
select pg_temp.sign_in(owner_id) from users;
select lives_ok($$select create_notification_channel('1', 'webhook', 'https://a.example')$$, 'the first of two');
select lives_ok($$select create_notification_channel('2', 'webhook', 'https://a.example')$$, 'the second');
select throws_ok(
  $$select create_notification_channel('3', 'webhook', 'https://a.example')$$, 'PT409', 'too_many_channels', 'a third is refused'
);
select pg_temp.sign_in(other_id) from users;
select lives_ok($$select create_notification_channel('1', 'webhook', 'https://a.example')$$, 'another user has their own two');
select pg_temp.sign_in(owner_id) from users;
delete from notification_channels where name = '1';
select lives_ok($$select create_notification_channel('3', 'webhook', 'https://a.example')$$, 'a deleted one makes room');
select pg_temp.as_service_role();
select lives_ok(
  $$select create_notification_channel('4', 'slack', 'https://a.example', p_owner_id => owner_id) from users$$,
  'the service role is not held to it'
);
select pg_temp.sign_out();
delete from app_settings;
select is(private.get_integer_setting('channels_per_user'), 20, 'without a setting it is twenty');

select * from finish();
rollback;
