-- What the sender learned from the provider changes where the next attempt goes.
begin;
select plan(10);
select pg_temp.start_empty();

select (create_notification_channel('group', 'telegram', null, '{"chat_id": "-123", "message_thread_id": 7}') ->> 'id')::uuid
  as group_id into temp channels;
select pg_temp.make_alert('api');
create function pg_temp.report(unit jsonb, lease uuid, config jsonb) returns boolean language sql as $$
  select acknowledge_notification((unit ->> 'unit_id')::uuid, lease, 'retry', 'moved', 400, null, config);
$$;
select pg_temp.lease(group_id) as unit into temp leased from channels;
select is(
  (select pg_temp.report(unit, gen_random_uuid(), '{"chat_id": "-666"}') from leased), false, 'a lost lease is refused'
);
select is((select config ->> 'chat_id' from notification_channels where name = 'group'), '-123', 'and changes nothing');
select ok(
  (select pg_temp.report(unit, (unit ->> 'lease')::uuid, '{"chat_id": "-1009876", "text": "x", "message_thread_id": 1}') from leased),
  'the lease''s holder may report it'
);
select results_eq(
  $$select config, destination_hint from notification_channels where name = 'group'$$,
  $$values ('{"chat_id": "-1009876", "message_thread_id": 7}'::jsonb, '9876')$$, 'only what the kind knows is taken'
);
select results_eq($$select state, attempts from notifications$$, $$values ('pending', 1)$$, 'the message is tried again');
update notifications set next_attempt_at = now();
select is(
  (select pg_temp.lease(group_id) #>> '{channel,config,chat_id}' from channels), '-1009876', 'and goes to the new chat'
);

select pg_temp.lease(group_id, now() + interval '1 hour') as unit into temp again from channels;
select ok(
  (select pg_temp.report(unit, (unit ->> 'lease')::uuid, '{"chat_id": "not a chat"}') from again),
  'an outcome counts, whatever comes with it'
);
select is(
  (select config ->> 'chat_id' from notification_channels where name = 'group'), '-1009876', 'what would spoil the config is left out'
);

select private.sync_environment_channels('{"telegram": true}');
select pg_temp.lease(id, now() + interval '1 hour') as unit into temp project from notification_channels where source = 'environment' and enabled;
select pg_temp.report(unit, (unit ->> 'lease')::uuid, '{"chat_id": "-1002", "migrated_from": "-2"}') from project;
select is(
  (select config from notification_channels where source = 'environment' and enabled),
  '{"chat_id": "-1002", "migrated_from": "-2"}'::jsonb, 'the project''s channel learns which chat of its secrets it stands for'
);

select pg_temp.make_channel('hook') as hook_id into temp hooks;
select pg_temp.make_alert('db');
select pg_temp.lease(hook_id) as unit into temp hooked from hooks;
select pg_temp.report(unit, (unit ->> 'lease')::uuid, '{"chat_id": "-1"}') from hooked;
select is((select config from notification_channels where name = 'hook'), '{}'::jsonb, 'a webhook learns nothing');

select * from finish();
rollback;
