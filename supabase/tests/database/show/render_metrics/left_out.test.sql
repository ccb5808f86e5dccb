-- What has no finite value has no line, and a family without lines no head.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('always', 'infinity'), pg_temp.make_job('backup', now() - interval '1 minute');
create temp table lines as select l from regexp_split_to_table(render_metrics(), E'\n') l;
select bag_eq(
  $$select l from lines where l ~ '^heartbase_job_last_run_age_seconds'$$,
  array['heartbase_job_last_run_age_seconds{job_name="backup"} 60'], 'a run that is not finite has no age'
);
select is_empty($$select l from lines where l ~ 'heartbase_job_last_duration_seconds'$$, 'no duration is known, and none is spoken of');
select bag_eq(
  $$select l from lines where l !~ '^(# (HELP|TYPE) heartbase_[a-z_]+ .+|heartbase_[a-z_]+(\{.+\})? -?[0-9.]+)$'$$, array[''],
  'all else is a line of the format, and the last one ends'
);

select * from finish();
rollback;
