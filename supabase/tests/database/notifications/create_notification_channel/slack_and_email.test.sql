-- What the other kinds need.
begin;
select plan(4);
select pg_temp.start_empty();

select is(
  (select array_agg(k) from jsonb_object_keys(create_notification_channel('s', 'slack', 'https://hooks.slack.com/x')) k),
  array['id'], 'a Slack channel has no signing secret'
);
select lives_ok(
  $$select create_notification_channel('e', 'email', null, '{"to": ["ops@example.com"]}')$$, 'an email channel needs recipients'
);
select is(
  (select count(*) from vault.secrets where name like 'heartbase\_channel\_%'), 1::bigint, 'one secret was made: the Slack hook'
);
select is((select config from notification_channels where name = 'e'), '{"to": ["ops@example.com"]}'::jsonb, 'they are config');

select * from finish();
rollback;
