-- Settings that Heartbase does not know are the project's own.
begin;
select plan(3);
select pg_temp.start_empty();

select lives_ok($$insert into app_settings values ('theme', 'anything at all')$$, 'an unknown key is kept');
select is((select value from app_settings where key = 'theme'), 'anything at all', 'its value is untouched');
select throws_ok($$insert into app_settings values ('stale_after', null)$$, '23502', null, 'null is no value');

select * from finish();
rollback;
