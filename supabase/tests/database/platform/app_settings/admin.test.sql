-- Admins keep the settings.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select lives_ok($$insert into app_settings values ('stale_after', '12 hours')$$, 'an admin adds a setting');
select lives_ok($$update app_settings set value = '6 hours' where key = 'stale_after'$$, 'an admin changes a setting');
select is((select value from app_settings where key = 'stale_after'), '6 hours', 'an admin reads it');
select throws_ok(
  $$update app_settings set value = 'soon' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'validation holds for admins too'
);
delete from app_settings;
select is_empty($$select * from app_settings$$, 'an admin removes a setting');

select * from finish();
rollback;
