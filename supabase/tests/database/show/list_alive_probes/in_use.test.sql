-- What is on is asked, and each kind of channel that is in use.
begin;
select plan(4);
select pg_temp.start_empty();

select bag_eq(
  $$select name, asked_by from private.list_alive_probes()$$,
  $$values ('auth', 'auth'), ('database', 'sql'), ('evaluator', 'sql'), ('ingest', 'sql'), ('outbox', 'sql'), ('pg_cron', 'sql'),
    ('pg_net', 'sql')$$,
  'without channels there is none to ask for'
);
select pg_temp.make_channel('a', 'webhook'), pg_temp.make_channel('b', 'webhook'), pg_temp.make_channel('c', 'email');
select pg_temp.make_channel('off', 'slack') as id into temp off;
update notification_channels set enabled = false where id = (select id from off);
select results_eq(
  $$select name, title, core from private.list_alive_probes() where name like 'channel%' order by 1$$,
  $$values ('channel_email', 'Channels: email', false), ('channel_webhook', 'Channels: webhook', false)$$,
  'one of each kind that is on'
);
update alive_subsystems set core = true where name = 'channels';
select results_eq(
  $$select distinct core from private.list_alive_probes() where name like 'channel%'$$, array[true], 'they are what channels is'
);
insert into alive_subsystems (name, title, kind, target) values ('shop', 'Shop', 'url', 'https://a.example/');
update alive_subsystems set enabled = false where name not in ('database', 'shop');
select bag_eq(
  $$select name, asked_by, target from private.list_alive_probes()$$,
  $$values ('database', 'sql', null), ('shop', 'url', 'https://a.example/')$$,
  'what is off is not asked'
);

select * from finish();
rollback;
