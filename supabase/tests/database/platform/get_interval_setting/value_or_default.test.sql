-- Interval settings, readable by signed-in users since views need them.
begin;
select plan(6);
select pg_temp.start_empty();

select is(private.get_interval_setting('alert_repeat_after'), interval '6 hours', 'without a row it is the default');
insert into app_settings values ('alert_repeat_after', '90'), ('edge_base_url', 'https://a.example');
select is(private.get_interval_setting('alert_repeat_after'), interval '90 seconds', 'a bare number is seconds');
select is(private.get_interval_setting('group_threshold'), null::interval, 'an integer setting is no interval');
select pg_temp.sign_in(gen_random_uuid());
select is(private.get_interval_setting('alert_repeat_after'), interval '90 seconds', 'a user may read a duration');
select is(private.get_interval_setting('edge_base_url'), null::interval, 'but not, through it, another setting');
select throws_ok($$select private.get_setting('edge_base_url')$$, '42501', null, 'nor through get_setting');

select * from finish();
rollback;
