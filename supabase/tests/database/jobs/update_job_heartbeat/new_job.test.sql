-- A job is made by its first heartbeat.
begin;
select plan(3);
select pg_temp.start_empty();

select update_job_heartbeat('backup', 'done', '{"rows": 12}');
select results_eq(
  $$select job_name, last_run_at, status, metadata, created_at, updated_at, consecutive_failures, last_alert_at
    from job_heartbeats$$,
  $$values ('backup', now(), 'done', '{"rows": 12}'::jsonb, now(), now(), 0, null::timestamptz)$$, 'it has run now'
);
select is((select next_check_at from job_heartbeats), now() + interval '24 hours', 'it is looked at when it is due again');
insert into app_settings values ('stale_after', '1 hour');
select update_job_heartbeat('other');
select results_eq(
  $$select next_check_at, status, metadata from job_heartbeats where job_name = 'other'$$,
  $$values (now() + interval '1 hour', 'healthy', '{}'::jsonb)$$, 'by the setting; status and metadata have defaults'
);

select * from finish();
rollback;
