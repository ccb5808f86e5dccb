-- Whoever acknowledges an alert ends its reminders, also one that is written and waits.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('told');
update notifications set state = 'delivered', attempts = 1;
select pg_temp.make_silence() as id into temp silence;
update guardian_alerts set reminder_count = 1;
select pg_temp.make_alert('untold');
select results_eq(
  $$select * from pg_temp.held()$$, array['ops: opened untold for 01:00:00', 'ops: reminder told for 01:00:00'], 'a silence holds both'
);
select acknowledge_alert(id) from guardian_alerts;
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened told delivered', 'ops: opened untold pending', 'ops: reminder 1 told cancelled'], 'the reminder is called off'
);
update guardian_alerts set acknowledged_at = null;
update guardian_alerts set reminder_count = 2 where subject_id = 'told';
update guardian_alerts set details = '{}';
select results_eq(
  $$select * from pg_temp.held()$$, array['ops: opened untold for 01:00:00', 'ops: reminder told for 01:00:00'],
  'other changes of an alert call nothing off'
);

select * from finish();
rollback;
