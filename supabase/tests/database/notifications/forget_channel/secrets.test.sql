-- A deleted channel leaves no secret behind.
begin;
select plan(2);
select pg_temp.start_empty();

select create_notification_channel('ops', 'webhook', 'https://a.example') as answer into temp made;
select rotate_channel_signing_secret((answer ->> 'id')::uuid) from made;
select create_notification_channel('spare', 'slack', 'https://b.example');
select is((select count(*) from vault.secrets where name like 'heartbase\_channel\_%'), 4::bigint, 'there are four secrets');
delete from notification_channels where name = 'ops';
select is((select count(*) from vault.secrets where name like 'heartbase\_channel\_%'), 1::bigint, 'its three are gone');

select * from finish();
rollback;
