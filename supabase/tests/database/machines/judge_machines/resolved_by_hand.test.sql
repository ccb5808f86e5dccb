-- An alert that somebody resolved does not come back while the machine stays offline.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select pg_temp.check_machines('2030-03-01 06:03+00');
update notifications set state = 'delivered';
select resolve_alert(id, 'Known.') from guardian_alerts;
update machines set next_check_at = '-infinity';
select pg_temp.check_machines('2030-03-01 06:04+00');
select results_eq($$select * from pg_temp.machine_alerts()$$, array['web Known.'], 'no second alert');
update notifications set state = 'delivered';
update machines set last_seen = '2030-03-01 07:00+00', next_check_at = '-infinity';
select pg_temp.check_machines('2030-03-01 07:00:10+00');
select is((select count(*) from notifications), 2::bigint, 'its return was told with the resolution');
update machines set next_check_at = '-infinity';
select pg_temp.check_machines('2030-03-01 08:00+00');
select is((select count(*) from guardian_alerts), 2::bigint, 'the next silence is told');

select * from finish();
rollback;
