-- TestHeartbeatMonitor_MachineComesBackOnline: a machine that reports after being offline.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select pg_temp.check_machines('2030-03-01 06:03+00');
update notifications set state = 'delivered';
update machines set last_seen = '2030-03-01 07:00+00', next_check_at = '-infinity';
select is(pg_temp.check_machines('2030-03-01 07:00:10+00'), 1, 'the next check finds it');
select results_eq($$select * from pg_temp.machines()$$, array['web online'], 'its status says so');
select results_eq($$select * from pg_temp.machine_alerts()$$, array['web Machine "web" is back online.'], 'its alert ends');
select results_eq(
  $$select resolved_at, auto_resolved, resolved_details -> 'machine' ->> 'status', resolved_details -> 'machine' ->> 'last_seen'
    from guardian_alerts$$,
  $$values (timestamptz '2030-03-01 07:00:10+00', true, 'online', '2030-03-01T07:00:00Z')$$, 'and says when it was seen'
);
select results_eq($$select event from notifications order by created_at, event$$, $$values ('opened'), ('resolved')$$, 'one recovery notice');
select is_empty($$select * from machine_offline_notifications$$, 'the record is cleared');

select * from finish();
rollback;
