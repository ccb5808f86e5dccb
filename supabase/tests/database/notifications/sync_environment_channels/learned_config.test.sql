-- What a provider told of an environment channel holds as long as its secrets do.
begin;
select plan(2);
select pg_temp.start_empty();

select private.sync_environment_channels('{"telegram": true}');
select pg_temp.make_alert('api');
select pg_temp.lease(id) as unit into temp leased from notification_channels where kind = 'telegram';
select acknowledge_notification((unit ->> 'unit_id')::uuid, (unit ->> 'lease')::uuid, 'retry', 'moved', 400, null,
  '{"chat_id": "-100123"}') from leased;
select private.sync_environment_channels('{"telegram": true}');
select results_eq(
  $$select config, destination_hint from notification_channels where kind = 'telegram'$$,
  $$values ('{"chat_id": "-100123"}'::jsonb, '0123')$$, 'the group that has moved is known by its new id'
);
select private.sync_environment_channels('{"telegram": false}');
select private.sync_environment_channels('{"telegram": true}');
select results_eq(
  $$select config, destination_hint from notification_channels where kind = 'telegram'$$, $$values ('{}'::jsonb, null)$$,
  'secrets that are removed and set anew count by themselves'
);

select * from finish();
rollback;
