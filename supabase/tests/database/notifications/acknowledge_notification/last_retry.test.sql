-- When the last attempt fails the message is dead.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set attempts = 9;
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry') from channels;
select results_eq($$select state, attempts from notifications$$, $$values ('pending', 10)$$, 'after ten of eleven it is not');
update notifications set next_attempt_at = now();
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry') from channels;
select results_eq(
  $$select state, attempts, last_error, finished_at is not null from notifications$$, $$values ('dead', 11, 'because', true)$$,
  'after the eleventh it is, with the reason'
);

select * from finish();
rollback;
