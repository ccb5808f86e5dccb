-- A sweep costs what is due, not what exists: it reads by index.
begin;
select plan(4);
select pg_temp.start_empty();

alter table job_heartbeats disable trigger user;
insert into job_heartbeats (job_name, next_check_at)
select 'job ' || n, now() + n * interval '1 second' from generate_series(1, 100000) n;
update job_heartbeats set next_check_at = now() where job_name in ('job 10', 'job 20');
alter table job_heartbeats enable trigger user;
analyze job_heartbeats;
-- Rows that scans of the table read, and what a look at the jobs adds to them.
create function pg_temp.rows_read(now_at timestamptz) returns bigint language plpgsql as $$
declare
  v_before bigint := pg_stat_get_xact_tuples_returned('job_heartbeats'::regclass);
begin
  perform private.evaluate_jobs(now_at);
  return pg_stat_get_xact_tuples_returned('job_heartbeats'::regclass) - v_before;
end
$$;
create function pg_temp.plan_of(query text) returns setof text language plpgsql as $$
begin
  return query execute 'explain (costs off) ' || query;
end
$$;
select is(pg_temp.rows_read(now() - interval '1 second'), 0::bigint, 'with nothing due of 100,000 jobs no row is scanned');
select is(pg_temp.rows_read(now()), 0::bigint, 'nor to judge the two that are due');
select is((select count(*) from job_heartbeats where next_check_at > now()), 100000::bigint, 'they were judged');
select ok(
  exists (
    select from pg_temp.plan_of(
      'select job_name from job_heartbeats where next_check_at <= now() order by next_check_at limit 9 for update skip locked'
    ) p where p like '%Index Scan using job_heartbeats_next_check_at_idx%'
  ),
  'the planner goes by job_heartbeats_next_check_at_idx'
);

select * from finish();
rollback;
