-- A reminder is told when the count of an open alert goes up.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update guardian_alerts set reminder_count = 1;
update guardian_alerts set message = 'still down';
update guardian_alerts set reminder_count = 2;
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened api pending', 'ops: reminder 1 api pending', 'ops: reminder 2 api pending'],
  'each count is told once, and another change is not told'
);
update guardian_alerts set reminder_count = 1;
update guardian_alerts set reminder_count = 2;
select is((select count(*) from notifications), 3::bigint, 'a count that was told before is not told again');

select * from finish();
rollback;
