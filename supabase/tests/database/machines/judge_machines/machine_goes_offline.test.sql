-- TestHeartbeatMonitor_MachineGoesOffline: an online machine that was not seen for longer than the threshold.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select is(pg_temp.check_machines('2030-03-01 06:02:00+00'), 0, 'at the threshold it is online');
select is(pg_temp.check_machines('2030-03-01 06:02:00.000001+00'), 1, 'after it, it is offline');
select results_eq($$select * from pg_temp.machines()$$, array['web offline'], 'its status says so');
select results_eq(
  $$select alert_type, severity, message, detected_at from guardian_alerts$$,
  $$values ('machine-offline', 'critical', 'Machine "web" has not reported since 2030-03-01 06:00:00 UTC.',
    timestamptz '2030-03-01 06:02+00')$$, 'an alert opens, from the end of the threshold on'
);
select results_eq($$select event, state from notifications$$, $$values ('opened', 'pending')$$, 'one notice goes out');
select results_eq(
  $$select m.name, n.notified_at from machine_offline_notifications n join machines m on m.id = n.machine_id$$,
  $$values ('web', timestamptz '2030-03-01 06:02:00.000001+00')$$, 'and is on record'
);

select * from finish();
rollback;
