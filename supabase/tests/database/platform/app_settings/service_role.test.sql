-- The service role keeps the settings.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.as_service_role();
select lives_ok($$insert into app_settings values ('edge_base_url', 'https://a.example')$$, 'it adds a setting');
select lives_ok($$update app_settings set value = 'https://b.example'$$, 'it changes a setting');
select is((select value from app_settings), 'https://b.example', 'it reads a setting');
select lives_ok($$delete from app_settings$$, 'it removes a setting');

select * from finish();
rollback;
