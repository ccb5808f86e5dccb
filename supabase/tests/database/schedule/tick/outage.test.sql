-- A tick after an outage notices it before it judges anybody.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('late', pg_postmaster_start_time() - interval '2 hours 59 minutes');
update private.evaluator_state set last_tick_at = pg_postmaster_start_time() - interval '2 hours 30 minutes';
select results_eq(
  $$select t ->> 'outage', t ->> 'jobs_alerted' from private.tick(pg_postmaster_start_time() + interval '1 minute') t$$,
  $$values ('true', '0')$$, 'the job is credited with it'
);

select * from finish();
rollback;
