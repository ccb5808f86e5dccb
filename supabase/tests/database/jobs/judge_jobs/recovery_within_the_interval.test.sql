-- A recovery inside the repeat interval says from when new trouble of the same kind is told.
begin;
select plan(3);
select pg_temp.start_empty();

create function pg_temp.resolution_at(now_at timestamptz, last_alert_at timestamptz) returns text language plpgsql as $$
begin
  delete from guardian_alerts;
  delete from job_heartbeats;
  perform pg_temp.make_job('backup', '2026-03-01 00:00+00');
  perform private.evaluate_jobs('2026-03-01 06:00+00');
  update job_heartbeats j set last_run_at = resolution_at.now_at, last_alert_at = resolution_at.last_alert_at;
  perform private.evaluate_jobs(resolution_at.now_at, 1, 'backup');
  return (select resolution from guardian_alerts);
end
$$;
select is(
  pg_temp.resolution_at('2026-03-01 11:59:59.999999+00', '2026-03-01 06:00+00'),
  'Job "backup" is well again. New trouble of the same kind is told from 2026-03-01 12:00 UTC on.',
  'six hours after the alert'
);
select is(
  pg_temp.resolution_at('2026-03-01 12:00+00', '2026-03-01 06:00+00'), 'Job "backup" is well again.', 'at its end it does not'
);
select is(
  pg_temp.resolution_at('2026-03-01 11:00+00', 'infinity'),
  'Job "backup" is well again. New trouble of the same kind is not told: last_alert_at is infinite.',
  'a job that was silenced for good says so'
);

select * from finish();
rollback;
