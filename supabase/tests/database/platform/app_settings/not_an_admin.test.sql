-- Who is no admin neither sees nor changes settings.
begin;
select plan(5);
select pg_temp.start_empty();

insert into app_settings values ('stale_after', '12 hours');
select pg_temp.sign_in(pg_temp.make_user('user@example.com'), '{"role": "editor"}', '{"role": "admin"}');
select is_empty($$select * from app_settings$$, 'a user sees no setting');
select throws_ok($$insert into app_settings values ('theme', 'dark')$$, '42501', null, 'a user adds none');
update app_settings set value = '1 hour';
delete from app_settings;
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from app_settings$$, '42501', null, 'anon may not read settings');
select throws_ok($$insert into app_settings values ('theme', 'dark')$$, '42501', null, 'anon may not add settings');
select pg_temp.sign_out();
select results_eq(
  $$select key, value from app_settings$$, $$values ('stale_after', '12 hours')$$, 'a user changes and removes none'
);

select * from finish();
rollback;
