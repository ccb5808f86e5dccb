-- Users rotate the secrets of their own webhooks.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
select (create_notification_channel('owned', 'webhook', 'https://a.example', p_owner_id => owner_id) ->> 'id')::uuid as owned_id
into temp channels from users;
grant select on users, channels to authenticated, anon, service_role;
select pg_temp.sign_in(other_id) from users;
select throws_ok(
  $$select rotate_channel_signing_secret(owned_id) from channels$$, 'PT404', 'channel_not_found', 'another user does not find it'
);
select pg_temp.sign_in_as_admin();
select throws_ok(
  $$select rotate_channel_signing_secret(owned_id) from channels$$, 'PT404', 'channel_not_found', 'nor does an admin'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select rotate_channel_signing_secret(owned_id) from channels$$, '42501', null, 'anon may not');
select pg_temp.sign_in(owner_id) from users;
create temp table rotated as select rotate_channel_signing_secret(owned_id) as secret from channels;
select is(
  (select signing_secret_hint from notification_channels where name = 'owned'), (select right(secret, 4) from rotated),
  'its owner does, and sees the end of the new one'
);
select pg_temp.sign_out();
select is(
  (select private.get_secret('heartbase_channel_' || owned_id || '_signing') from channels), (select secret from rotated),
  'which is in Vault'
);
select pg_temp.as_service_role();
select lives_ok($$select rotate_channel_signing_secret(owned_id) from channels$$, 'and so does the service role');

select * from finish();
rollback;
