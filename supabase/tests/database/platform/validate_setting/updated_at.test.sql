-- A change of a setting is stamped.
begin;
select plan(2);
select pg_temp.start_empty();

insert into app_settings values ('theme', 'dark', '2020-01-01', '2020-01-01');
select is((select updated_at from app_settings where key = 'theme'), now(), 'an insert stamps updated_at');
update app_settings set value = 'light', updated_at = '2020-01-01' where key = 'theme';
select is((select updated_at from app_settings where key = 'theme'), now(), 'an update stamps updated_at');

select * from finish();
rollback;
