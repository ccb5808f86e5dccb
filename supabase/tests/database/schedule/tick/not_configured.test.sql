-- A project without functions is evaluated all the same.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('late', now() - interval '2 hours');
select results_eq(
  $$select t ->> 'jobs_alerted', t ->> 'doorbell' from private.tick() t$$, $$values ('1', 'false')$$,
  'its alert waits in the outbox'
);

select * from finish();
rollback;
