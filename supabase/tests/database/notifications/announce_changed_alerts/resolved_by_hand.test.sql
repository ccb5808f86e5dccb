-- The end of an alert is told, whoever ended it.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api') as alert_id into temp facts;
grant select on facts to authenticated;
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select pg_temp.sign_in_as_admin();
select resolve_alert(alert_id) from facts;
select pg_temp.sign_out();
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened api delivered', 'ops: resolved api pending'],
  'an admin who resolves it by hand tells the channel that heard of it'
);
update guardian_alerts set resolution = 'Note added later.', reminder_count = 1;
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened api delivered', 'ops: resolved api pending'],
  'a later change of a resolved alert tells nothing and takes nothing back'
);

select * from finish();
rollback;
