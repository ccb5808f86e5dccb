-- TestHeartbeatMonitor_StaysOnline: no update that is not needed.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select is(pg_temp.check_machines('2030-03-01 06:01+00'), 0, 'nothing changes');
select results_eq(
  $$select status, status_changed_at = now(), next_check_at from machines$$,
  $$values ('online', true, timestamptz '2030-03-01 06:02+00')$$, 'but when it is looked at again'
);
select is_empty($$select * from guardian_alerts$$, 'and there is no alert');

select * from finish();
rollback;
