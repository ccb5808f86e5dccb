-- TestHeartbeatMonitor_StaysOffline: no spam, not after hours, not after days.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select pg_temp.check_machines('2030-03-01 06:03+00');
select is((select next_check_at from machines), 'infinity', 'nobody looks at it again until it reports');
update machines set next_check_at = '-infinity';
select pg_temp.check_machines('2030-03-01 13:00+00');
update machines set next_check_at = '-infinity';
select pg_temp.check_machines('2030-03-09 13:00+00');
select is((select count(*) from notifications), 1::bigint, 'one notice, and no reminder');
select is((select reminder_count from guardian_alerts), 0, 'of any kind');

select * from finish();
rollback;
