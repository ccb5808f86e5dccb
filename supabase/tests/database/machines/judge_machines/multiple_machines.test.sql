-- TestHeartbeatMonitor_MultipleMachines: different states, judged in one statement.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('comes back', '2030-03-01 05:00+00');
select pg_temp.check_machines('2030-03-01 05:30+00');
update notifications set state = 'delivered';
update machines set last_seen = '2030-03-01 05:59:50+00', next_check_at = '-infinity';
select pg_temp.make_machine('goes offline', '2030-03-01 05:50+00'), pg_temp.make_machine('stays online', '2030-03-01 05:59+00'),
  pg_temp.make_machine('stays offline', '2030-03-01 05:00+00', status := 'offline'),
  pg_temp.make_machine('patient', '2030-03-01 05:50+00', offline_after := '1 hour'), pg_temp.make_machine('new');
select is(private.judge_machines(array(select id from machines), '2030-03-01 06:00+00', '1970-01-01 00:00+00'), 2, 'two change');
select results_eq(
  $$select * from pg_temp.machines()$$,
  array['comes back online', 'goes offline offline', 'new offline', 'patient online', 'stays offline offline', 'stays online online'],
  'each is in its own state'
);
select results_eq(
  $$select * from pg_temp.machine_alerts()$$,
  array['comes back Machine "comes back" is back online.', 'goes offline open'], 'an alert ends and another opens'
);
select results_eq(
  $$select a.subject_name, n.event from notifications n join guardian_alerts a on a.id = n.alert_id order by 1, 2$$,
  $$values ('comes back', 'opened'), ('comes back', 'resolved'), ('goes offline', 'opened')$$, 'each is told once'
);

select * from finish();
rollback;
