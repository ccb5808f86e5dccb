-- A push channel needs the URL of a topic, which is its password.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_user('user@example.com') as user_id into temp users;
grant select on users to authenticated;
select pg_temp.sign_in(user_id) from users;
select lives_ok(
  $$select create_notification_channel('phone', 'push', 'https://ntfy.sh/topic_4711-x')$$, 'users make channels of their own'
);
select pg_temp.sign_out();
select results_eq(
  $$select config, destination_hint, owner_id from notification_channels where name = 'phone'$$,
  $$select '{}'::jsonb, '11-x', user_id from users$$, 'the row shows the end of the URL alone'
);
select results_eq(
  $$select private.get_secret('heartbase_channel_' || id || '_destination') from notification_channels where name = 'phone'$$,
  array['https://ntfy.sh/topic_4711-x'], 'the URL is in Vault'
);
select lives_ok(
  $$select create_notification_channel('x', 'push', 'https://home.example:8443/ntfy/t')$$, 'a server of one''s own, below a path'
);
select throws_ok(
  format($$select create_notification_channel('y', 'push', %L)$$, url), '22023', 'invalid_destination', 'refused: ' || coalesce(url, 'none')
)
from unnest(array[
  null, 'https://ntfy.sh', 'https://ntfy.sh/', 'https://ntfy.sh/a b', 'https://ntfy.sh/topic?auth=x', 'https://ntfy.sh/' || repeat('x', 65)
]) url;
select is((select count(*) from notification_channels where name = 'y'), 0::bigint, 'and none of them was made');

select * from finish();
rollback;
