-- After a silence a channel hears of an alert once: of what it was not told, or that it is still there, however often it was due.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as id into temp ops;
select pg_temp.make_alert('told');
update notifications set state = 'delivered';
select pg_temp.make_silence();
select pg_temp.make_alert('untold');
update guardian_alerts set reminder_count = 1;
select results_eq(
  $$select * from pg_temp.held()$$, array['ops: opened untold for 01:00:00', 'ops: reminder told for 01:00:00'],
  'what was told is reminded of, what was not is opened'
);
update guardian_alerts set reminder_count = 2;
update guardian_alerts set reminder_count = 3;
select is((select count(*) from pg_temp.held()), 2::bigint, 'further reminders are not written');
select pg_temp.make_channel('late');
update guardian_alerts set reminder_count = 4;
select results_eq(
  $$select * from pg_temp.held() where held ~ '^late'$$,
  array['late: reminder told for 01:00:00', 'late: reminder untold for 01:00:00'], 'but to a channel that has nothing waiting'
);
delete from notification_channels where name = 'late';
update silences set ends_at = now();
update guardian_alerts set reminder_count = 5;
select is((select count(*) from notifications where state = 'pending'), 2::bigint, 'nor once it has ended, until what waited is sent');
select is(pg_temp.lease(id) -> 'count', '1'::jsonb, 'that is sent') from ops;
update guardian_alerts set reminder_count = 6;
select is((select count(*) from notifications where slot = 6), 1::bigint, 'then it is reminded of again');

select * from finish();
rollback;
