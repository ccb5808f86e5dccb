-- TestHeartbeatMonitor_NoDuplicateNotifications: one that is offline already, or whose silence is on record.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select pg_temp.check_machines('2030-03-01 06:03+00');
update machines set next_check_at = '-infinity';
select is(pg_temp.check_machines('2030-03-01 06:04+00'), 0, 'a second check changes nothing');
select is((select count(*) from notifications), 1::bigint, 'and tells nobody');
update machines set status = 'online', next_check_at = '-infinity';
select is(pg_temp.check_machines('2030-03-01 06:05+00'), 1, 'a transition whose notice is on record');
select is((select count(*) from notifications), 1::bigint, 'is not told again');

select * from finish();
rollback;
