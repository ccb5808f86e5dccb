-- More than one report a second is taken and not written.
begin;
select plan(4);
select pg_temp.start_empty();

select register_machine('web') ->> 'api_key' as key into temp web;
select pg_temp.report(key) from web;
select pg_temp.report(key, '{"cpu_pct": 99}') from web;
select results_eq($$select heartbeat_count, cpu_pct from machines$$, $$values (1::bigint, 12.5::real)$$, 'the second is not written');
update machines set last_seen = now() - interval '1 second 1 microsecond', next_check_at = 'infinity';
select pg_temp.report(key, '{"cpu_pct": 99}') from web;
select is((select cpu_pct from machines), 99::real, 'after a second one is');
select pg_temp.report(key, '{"system_info": {"platform": "linux"}}') from web;
select is((select platform from machines), 'linux', 'news of the system is written at once');
update machines set last_seen = now() + interval '1 hour', next_check_at = 'infinity';
select pg_temp.report(key) from web;
select is((select last_seen from machines), now(), 'and a time ahead, after an edit by hand, is put right');

select * from finish();
rollback;
