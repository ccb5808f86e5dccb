-- A job that people edit is due at once, for each column that may matter.
begin;
select plan(10);
select pg_temp.start_empty();

create function pg_temp.is_due_after(edit text) returns boolean language plpgsql as $$
declare
  v_due boolean;
begin
  delete from public.job_heartbeats;
  perform pg_temp.make_job('backup', '2026-03-01 12:00+00');
  update public.job_heartbeats set next_check_at = '2030-01-01', last_alert_at = '2026-03-01', consecutive_failures = 3;
  update public.job_heartbeats set next_check_at = '2030-01-01';
  execute 'update public.job_heartbeats set ' || edit;
  return (select next_check_at = now() from public.job_heartbeats);
end
$$;
select ok(pg_temp.is_due_after('last_alert_at = null'), 'force alert: last_alert_at = null');
select ok(pg_temp.is_due_after('last_alert_at = now()'), 'silence: last_alert_at = now()');
select ok(
  pg_temp.is_due_after($$last_run_at = now(), status = 'recovered', last_alert_at = now()$$), 'bulk recovery'
);
select ok(pg_temp.is_due_after($$last_run_at = '2020-01-01'$$), 'last_run_at');
select ok(pg_temp.is_due_after('expected_every = null'), 'expected_every');
select ok(pg_temp.is_due_after($$grace = '1 minute'$$), 'grace');
select ok(pg_temp.is_due_after('failure_threshold = 3'), 'failure_threshold');
select ok(pg_temp.is_due_after($$alert_repeat_after = '1 hour'$$), 'alert_repeat_after');
select ok(pg_temp.is_due_after('paused = true'), 'paused');
select ok(not pg_temp.is_due_after($$description = 'nightly', metadata = '{}', last_run_at = last_run_at$$), 'but not for others');

select * from finish();
rollback;
