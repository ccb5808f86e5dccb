-- Who heard a reminder, though not the opening, hears of the end.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set state = 'dead';
update guardian_alerts set reminder_count = 1;
update notifications set state = 'delivered' where event = 'reminder';
update guardian_alerts set resolved_at = now();
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened api dead', 'ops: reminder 1 api delivered', 'ops: resolved api pending'],
  'one recovery is enqueued'
);

select * from finish();
rollback;
