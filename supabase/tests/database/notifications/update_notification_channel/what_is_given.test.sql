-- What is given changes, the rest stays.
begin;
select plan(8);
select pg_temp.start_empty();

select create_notification_channel('ops', 'webhook', 'https://a.example/0001', '{"a": 1}', 'warning', '{job}',
  p_signing_secret => 'sixteen-chars-01') ->> 'id' as id into temp made;
select to_jsonb(c) - 'updated_at' as row into temp before from notification_channels c where name = 'ops';
update notification_channels set updated_at = now() - interval '1 day' where name = 'ops';

select update_notification_channel(id::uuid) from made;
select is((select to_jsonb(c) - 'updated_at' from notification_channels c where name = 'ops'), (select row from before),
  'nothing given changes nothing');
select update_notification_channel(id::uuid, ' On call ', ' https://b.example/0002 ', null, '{"b": 2}', 'critical', '{machine,job}',
  false) from made;
select results_eq(
  $$select name, destination_hint, config, min_severity, subject_kinds, enabled, signing_secret_hint, updated_at
    from notification_channels where source = 'database'$$,
  $$values ('On call', '0002', '{"b": 2}'::jsonb, 'critical', '{machine,job}'::text[], false, 's-01', now())$$,
  'what is given is taken, trimmed, and the row is stamped'
);
select is(
  (select private.get_secret('heartbase_channel_' || id || '_destination') from made), 'https://b.example/0002',
  'the URL is in Vault'
);
select update_notification_channel(id::uuid, p_subject_kinds => '{}', p_enabled => true) from made;
select results_eq(
  $$select subject_kinds, enabled from notification_channels where source = 'database'$$, $$values (null::text[], true)$$,
  'no kinds of subject are all of them'
);
select update_notification_channel(id::uuid, p_signing_secret => 'sixteen-chars-02') from made;
select pg_temp.make_alert('api');
select is(
  (select pg_temp.lease(id::uuid) #> '{channel,signing_secrets}' from made), '["sixteen-chars-02", "sixteen-chars-01"]'::jsonb,
  'a new secret signs beside the old one'
);
select is((select signing_secret_hint from notification_channels where name = 'On call'), 's-02', 'and its end is shown');

select create_notification_channel('chat', 'telegram', null, '{"chat_id": "12345", "message_thread_id": 3}') ->> 'id' as id
into temp chat;
select update_notification_channel(id::uuid, p_config => '{"chat_id": "67890"}') from chat;
select results_eq(
  $$select config, destination_hint from notification_channels where name = 'chat'$$,
  $$values ('{"chat_id": "67890"}'::jsonb, '7890')$$, 'a config replaces the whole of it'
);
select is_empty(
  $$select * from vault.secrets where name like 'heartbase\_channel\_%' and name not like (select '%' || id || '%' from made)$$,
  'and needs no secret'
);

select * from finish();
rollback;
