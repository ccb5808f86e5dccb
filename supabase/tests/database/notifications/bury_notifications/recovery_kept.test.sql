-- When something before the dead message was heard the recovery is sent.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set state = 'delivered';
update guardian_alerts set reminder_count = 1;
select pg_temp.lease(ops_id) as unit into temp leased from channels;
update guardian_alerts set resolved_at = now();
select pg_temp.acknowledge(unit, 'failed') from leased;
select results_eq(
  $$select * from pg_temp.outbox() where outbox like 'ops: %api%'$$,
  array['ops: opened api delivered', 'ops: reminder 1 api dead', 'ops: resolved api pending'],
  'a dead reminder does not cancel it'
);

select * from finish();
rollback;
