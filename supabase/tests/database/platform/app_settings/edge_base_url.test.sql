-- Where the function credential is sent is not for admins of the application to say.
begin;
select plan(7);
select pg_temp.start_empty();

insert into app_settings values ('edge_base_url', 'https://project.supabase.co'), ('theme', 'dark');
select pg_temp.sign_in_as_admin();
select is((select value from app_settings where key = 'edge_base_url'), 'https://project.supabase.co', 'an admin reads it');
update app_settings set value = 'https://evil.example' where key = 'edge_base_url';
delete from app_settings where key = 'edge_base_url';
select throws_ok(
  $$insert into app_settings values ('edge_base_url', 'https://evil.example')
    on conflict (key) do update set value = excluded.value$$,
  '42501', null, 'an admin cannot upsert it'
);
select is((select value from app_settings where key = 'edge_base_url'), 'https://project.supabase.co', 'nor change or remove it');
select pg_temp.sign_out();
delete from app_settings where key = 'edge_base_url';
select pg_temp.sign_in(pg_temp.make_user('another@example.com'), '{"role": "admin"}');
select throws_ok($$insert into app_settings values ('edge_base_url', 'https://evil.example')$$, '42501', null, 'nor add it');
select throws_ok(
  $$update app_settings set key = 'edge_base_url', value = 'https://evil.example' where key = 'theme'$$, '42501', null,
  'nor rename another setting to it'
);
select pg_temp.as_service_role();
select lives_ok($$insert into app_settings values ('edge_base_url', 'https://a.example')$$, 'the service role adds it');
select lives_ok($$update app_settings set value = 'https://b.example' where key = 'edge_base_url'$$, 'and changes it');

select * from finish();
rollback;
