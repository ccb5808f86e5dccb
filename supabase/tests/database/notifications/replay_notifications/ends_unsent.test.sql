-- A replayed opening whose alert ends before it is sent is called off, as any other.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select is(replay_notifications(), 1, 'it is on its way');
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api cancelled'], 'and nobody is told of either'
);

select * from finish();
rollback;
