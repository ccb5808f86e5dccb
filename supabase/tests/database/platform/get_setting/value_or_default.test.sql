-- A setting is its row's value, else its default, else null.
begin;
select plan(4);
select pg_temp.start_empty();

select is(private.get_setting('stale_after'), '24 hours', 'without a row it is the default');
insert into app_settings values ('stale_after', '12 hours');
select is(private.get_setting('stale_after'), '12 hours', 'a row overrides the default');
select is(private.get_setting('edge_base_url'), null, 'a setting without a default is null');
select is(private.get_setting('nothing'), null, 'an unknown key is null');

select * from finish();
rollback;
