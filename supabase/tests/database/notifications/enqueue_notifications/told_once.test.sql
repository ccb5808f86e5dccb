-- Enqueuing twice is harmless.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api') as alert_id into temp facts;
select is((select private.enqueue_notifications(array[alert_id], 'opened') from facts), 0, 'a second opening is not written');
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened api pending'], 'there is one');
select throws_ok(
  $$insert into notifications (alert_id, channel_id, event) select alert_id, channel_id, event from notifications$$, '23505',
  null, 'the table itself refuses a second one'
);

select * from finish();
rollback;
