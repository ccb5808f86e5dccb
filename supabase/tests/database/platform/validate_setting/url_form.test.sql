-- A URL setting is an absolute http or https URL.
begin;
select plan(13);
select pg_temp.start_empty();

select lives_ok(
  $$insert into app_settings values ('edge_base_url', 'https://project.supabase.co')$$, 'an https URL is allowed'
);
select lives_ok(
  $$update app_settings set value = 'http://127.0.0.1:54321' where key = 'edge_base_url'$$, 'an http URL is allowed'
);
select throws_ok(
  $$update app_settings set value = 'project.supabase.co' where key = 'edge_base_url'$$, '22023', 'invalid_setting',
  'a host without a scheme is refused'
);
select throws_ok(
  $$update app_settings set value = 'ftp://project.supabase.co' where key = 'edge_base_url'$$, '22023', 'invalid_setting',
  'another scheme is refused'
);
select throws_ok(
  $$update app_settings set value = 'https:///functions' where key = 'edge_base_url'$$, '22023', 'invalid_setting',
  'a URL without a host is refused'
);
select throws_ok(
  $$update app_settings set value = E'https://project.supabase.co\nX-Evil: 1' where key = 'edge_base_url'$$, '22023',
  'invalid_setting', 'a URL with a line break is refused'
);
select throws_ok(
  format($$update app_settings set value = %L where key = 'edge_base_url'$$, url), '22023', 'invalid_setting', url || ' is refused'
)
from unnest(array['https://project.supabase.co@evil.example', 'https://user:pass@project.supabase.co',
  'https://evil.example\@project.supabase.co', 'https://project.supabase.co?x=', 'https://project.supabase.co/?x=',
  'https://project.supabase.co/#']) url;
select lives_ok(
  $$update app_settings set value = 'https://example.com:8443/supabase/' where key = 'edge_base_url'$$,
  'a port and a path are allowed'
);

select * from finish();
rollback;
