-- The history of pg_cron may take as much as the argument says.
begin;
select plan(3);

-- Neither a run nor vacuum may change it meanwhile.
lock table cron.job_run_details in exclusive mode;
create temporary table history as select pg_total_relation_size('cron.job_run_details') as size;
select is(pg_temp.says('cron_history_size', jsonb_build_object('max_bytes', (select size from history))), 'ok', 'so much is well');
select is(
  pg_temp.says('cron_history_size', jsonb_build_object('max_bytes', (select size - 1 from history))), 'warning medium', 'a byte more is not'
);
select is(pg_temp.says('cron_history_size'), 'ok', 'a new project''s takes less than 100 MB');

select * from finish();
rollback;
