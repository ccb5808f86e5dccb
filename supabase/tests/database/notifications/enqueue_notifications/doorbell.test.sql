-- An event asks the sender to come, once.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select pg_temp.make_channel('ops');
select pg_temp.make_alert('api'), pg_temp.make_alert('db');
select results_eq(
  $$select function_name from private.edge_requests$$, array['notify'], 'two alerts in a transaction ring the doorbell once'
);

select * from finish();
rollback;
