-- Taking an alert on is not told.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api') as alert_id into temp facts;
select acknowledge_alert(alert_id) from facts;
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened api pending'], 'nothing more is enqueued');

select * from finish();
rollback;
