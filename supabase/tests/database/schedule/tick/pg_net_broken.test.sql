-- A tick does its work though pg_net is broken.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select pg_temp.make_channel('ops');
select pg_temp.make_job('late', now() - interval '2 hours');
alter schema net rename to net_away;
select is(
  private.tick(),
  '{"outage": false, "jobs_alerted": 1, "tetrahedrons_alerted": 0, "notifications_dead": 0, "edge_answers": null, "doorbell": false}'::jsonb,
  'it evaluates, and says that it knows of no answers'
);
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened late pending'], 'the message waits');
select is((select last_tick_at from private.evaluator_state), now(), 'it leaves its sign of life');

select * from finish();
rollback;
