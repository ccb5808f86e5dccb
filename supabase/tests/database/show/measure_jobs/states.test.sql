-- Counts by state are those of the view that people look at.
begin;
select plan(2);
select pg_temp.start_empty();

create function pg_temp.states() returns table (state text, value numeric) language sql as $$
  select labels ->> 'state', m.value from private.measure_jobs() m where m.name = 'heartbase_jobs' order by 1
$$;
select results_eq(
  $$select * from pg_temp.states()$$,
  $$values ('failing', 0::numeric), ('healthy', 0), ('paused', 0), ('running', 0), ('stale', 0)$$, 'none at first'
);
insert into job_heartbeats (job_name, last_run_at, status, paused, consecutive_failures)
select format('%s %s %s %s', silence, status, paused, failures), now() - silence, status, paused, failures
from unnest(array['1 hour', '25 hours']::interval[]) silence, unnest(array['healthy', 'running', 'failed']) status,
  unnest(array[true, false]) paused, unnest(array[0, 1]) failures;
select results_eq(
  $$select * from pg_temp.states()$$, $$select j.state, count(*)::numeric from healthcheck_jobs j group by 1 order by 1$$,
  'every mixture of facts counts as the view says'
);

select * from finish();
rollback;
