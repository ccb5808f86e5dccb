-- Integer settings.
begin;
select plan(2);
select pg_temp.start_empty();

select is(private.get_integer_setting('group_threshold'), 5, 'without a row it is the default');
insert into app_settings values ('group_threshold', '7');
select is(private.get_integer_setting('group_threshold'), 7, 'a row overrides the default');

select * from finish();
rollback;
