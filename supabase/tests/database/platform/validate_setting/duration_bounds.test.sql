-- A setting that is a duration is refused out of its bounds, and when it is none.
begin;
select plan(5);

select lives_ok($$insert into app_settings (key, value) values ('MACHINE_OFFLINE_THRESHOLD', '1s')$$, 'the least');
select lives_ok($$update app_settings set value = '8760h' where key = 'MACHINE_OFFLINE_THRESHOLD'$$, 'the most');
select throws_ok($$update app_settings set value = '8760h1s' where key = 'MACHINE_OFFLINE_THRESHOLD'$$, '22023', 'invalid_setting', 'more');
select throws_ok($$update app_settings set value = '999ms' where key = 'MACHINE_OFFLINE_THRESHOLD'$$, '22023', 'invalid_setting', 'less');
select throws_ok($$update app_settings set value = '2 minutes' where key = 'MACHINE_OFFLINE_THRESHOLD'$$, '22023', 'invalid_setting', 'another form');

select * from finish();
rollback;
