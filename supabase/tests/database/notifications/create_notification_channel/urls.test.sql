-- Which URLs a channel may post to, as far as SQL can tell; the rest is decided at each send.
begin;
select plan(19);
select pg_temp.start_empty();

select throws_ok(
  format($$select create_notification_channel('x', 'webhook', %L)$$, url), '22023', 'invalid_destination', 'refused: ' || url
)
from unnest(array[
  'https://user@a.example', 'https://user:password@a.example/', 'https://a.example:443@b.example/', 'https://a.example\@b.example/',
  'https://@a.example', 'https://', 'https:///path', 'https://?x', 'ftp://a.example', 'HTTPS://a.example', 'https://a.example/' || chr(1)
]) url;
select lives_ok(format($$select create_notification_channel('x', 'webhook', %L)$$, url), 'allowed: ' || url)
from unnest(array[
  'https://a.example/@user', 'https://a.example?to=a@b', 'https://a.example#a@b', 'https://[2001:db8::1]:8443/x', 'http://127.0.0.1:54324/webhook'
]) url;
insert into app_settings (key, value) values ('edge_base_url', 'https://project.supabase.co');
select throws_ok(
  $$select create_notification_channel('x', 'webhook', 'http://a.example')$$, '22023', 'invalid_destination',
  'where the project itself is reached by https, http is refused'
);
select lives_ok($$select create_notification_channel('x', 'webhook', 'https://a.example')$$, 'https is not');
update app_settings set value = 'http://127.0.0.1:54321' where key = 'edge_base_url';
select lives_ok($$select create_notification_channel('x', 'webhook', 'http://a.example')$$, 'nor is http on the local stack');

select * from finish();
rollback;
