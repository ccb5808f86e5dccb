-- The least time between two messages to a destination.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel(kind, kind) from unnest(array['slack', 'email', 'webhook', 'telegram', 'push', 'sms', 'whatsapp']) kind;
update notification_channels set config = '{"chat_id": "123"}' where name = 'telegram';
select results_eq(
  $$select c.name, spent, private.send_spacing(c, spent)
    from notification_channels c, unnest(array[false, true]) spent where c.source = 'database' order by 2, 1$$,
  $$values ('email', false, interval '0.5 seconds'), ('push', false, '1 second'), ('slack', false, '1 second'), ('sms', false, '1 second'),
    ('telegram', false, '1 second'), ('webhook', false, '0.1 seconds'), ('whatsapp', false, '1 second'),
    ('email', true, '10 seconds'), ('push', true, '10 seconds'), ('slack', true, '10 seconds'), ('sms', true, '10 seconds'),
    ('telegram', true, '10 seconds'), ('webhook', true, '10 seconds'), ('whatsapp', true, '10 seconds')$$,
  'Slack, a push topic, a number and a Telegram chat take one a second, Resend two; once the burst is spent it is ten seconds for all'
);
select results_eq(
  $$select g.config, private.send_spacing(jsonb_populate_record(c, jsonb_build_object('config', g.config)), false)
    from notification_channels c,
      unnest(array['{"chat_id": "-1"}', '{"chat_id": "-100123"}', '{"chat_id": "@news"}', '{}']::jsonb[]) g(config)
    where c.name = 'telegram'$$,
  $$values ('{"chat_id": "-1"}'::jsonb, interval '3 seconds'), ('{"chat_id": "-100123"}', '3 seconds'),
    ('{"chat_id": "@news"}', '3 seconds'), ('{}', '3 seconds')$$,
  'a Telegram group or channel takes twenty a minute, and so may a chat that is known to the functions only'
);

select * from finish();
rollback;
