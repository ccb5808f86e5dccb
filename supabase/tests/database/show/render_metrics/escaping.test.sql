-- No name breaks out of its label, and no meaning out of its line.
begin;
select plan(3);
select pg_temp.start_empty();

insert into job_heartbeats (job_name) values ('a"} 1 \ b' || chr(8232) || '😀 \n');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('service', 'x', 'x', E'line\nbreak\\n', 'info', 'x');
create temp table lines as select l from regexp_split_to_table(render_metrics(), E'\n') l;
select bag_eq(
  $$select l from lines where l ~ '^heartbase_job_stale'$$,
  array['heartbase_job_stale{job_name="a\"} 1 \\ b' || chr(8232) || '😀 \\n"} 0'], 'double quotes and backslashes are escaped, the rest stays'
);
select bag_eq(
  $$select l from lines where l ~ '^heartbase_alerts_open_by_type'$$,
  array['heartbase_alerts_open_by_type{alert_type="line\nbreak\\n",severity="info",subject_kind="service"} 1'], 'newlines as well'
);
create or replace function private.metric_definitions() returns table (name text, type text, help text)
language sql immutable set search_path = '' as $$
  values ('heartbase_alerts_open', 'gauge', E'A "path" such as C:\\new\nand more.')
$$;
select is(
  render_metrics(),
  E'# HELP heartbase_alerts_open A "path" such as C:\\\\new\\nand more.\n# TYPE heartbase_alerts_open gauge\nheartbase_alerts_open 1\n',
  'of a meaning backslashes and newlines'
);

select * from finish();
rollback;
