-- Repairs the pg_cron jobs of Heartbase: those that were removed, changed or switched off. They begin with the next minute.
-- API: private. Called by: the action install_schedules.
create or replace function private.remedy_schedules()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_broken jsonb := (
    select coalesce(jsonb_agg(s.jobname order by s.jobname), '[]')
    from private.schedules() s
    where not exists (
      select from cron.job j
      where j.jobname = s.jobname and j.schedule = s.schedule and j.command = s.command and j.active and j.username = current_user
    )
  );
begin
  perform private.install_schedules();
  return jsonb_build_object('repaired', v_broken);
end
$$;
comment on function private.remedy_schedules() is 'Repairs the pg_cron jobs of Heartbase.';
revoke all on function private.remedy_schedules() from public, anon, authenticated, service_role;
grant execute on function private.remedy_schedules() to remediator;

insert into private.remediation_actions (name, kind, target, timeout, recheck_after, description)
values
  ('end_idle_transactions', 'rpc', 'private.remedy_idle_transactions', '10 seconds', '0', 'Ends sessions whose transaction is idle for long'),
  ('analyze_stale_tables', 'rpc', 'private.remedy_stale_statistics', '25 seconds', '0', 'Analyses tables whose statistics are stale'),
  ('install_schedules', 'rpc', 'private.remedy_schedules', '5 seconds', '1 minute', 'Repairs the pg_cron jobs of Heartbase'),
  ('send_outbox', 'edge_function', 'notify', '35 seconds', '0', 'Sends the messages of the outbox that are due')
on conflict (name) do update
  set kind = excluded.kind, target = excluded.target, timeout = excluded.timeout, recheck_after = excluded.recheck_after,
      description = excluded.description;
