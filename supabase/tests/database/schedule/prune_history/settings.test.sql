-- How long each kind of history is kept is a setting.
begin;
select plan(1);
select pg_temp.start_empty();

insert into app_settings values ('edge_requests_retention', '1 hour'), ('notifications_retention', '1 day'),
  ('alerts_retention', '2 days'), ('cron_history_retention', '3 hours'),
  ('machine_metrics_retention', '4 hours');
insert into private.edge_requests (function_name, request_id, requested_at) values ('notify', 1, '2026-03-01 10:59+00');
insert into cron.job_run_details (runid, end_time, username) values (-1, '2026-03-01 08:59+00', current_user);
insert into machine_metrics (machine_id, minute, cpu_pct, cpu_pct_max, mem_used_pct, disk_used_pct)
select w.id, m, 1, 1, 1, 1 from (select pg_temp.make_machine('web') as id) w, unnest(array['2026-03-01 07:59+00', '2026-03-01 08:00+00']::timestamptz[]) m;
select pg_temp.make_channel('ops');
select pg_temp.make_alert('a'), pg_temp.make_alert('b');
update notifications set state = 'delivered', finished_at = '2026-02-28 11:59+00';
update guardian_alerts
set resolved_at = case subject_id when 'a' then timestamptz '2026-02-27 11:59+00' else '2026-02-28 11:59+00' end;
delete from notifications where event = 'resolved';
insert into silences (starts_at, ends_at) values ('2026-02-27 11:00+00', '2026-02-27 11:59+00'), ('2026-02-27 11:00+00', '2026-02-27 12:00+00');
select is(
  private.prune_history('2026-03-01 12:00+00')
    - '{executions,signals,platform_samples,bus_messages,digests,insights,remediations,status_notices,mesh_partitions}'::text[],
  '{"notifications": 2, "alerts": 1, "silences": 1, "edge_requests": 1, "cron_runs": 1, "machine_metrics": 1}'::jsonb, 'all are respected'
);

select * from finish();
rollback;
