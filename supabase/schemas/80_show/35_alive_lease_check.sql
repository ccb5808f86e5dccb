-- Takes the lease of a boot check and returns the probes to make; null when there is none to make: one runs already, or (unless
-- forced) the last result is younger than the setting alive_refresh_after.
-- A lease lasts 30 seconds, far longer than a check may take: an older one belonged to a check that crashed.
-- API: private. Called by: begin_alive_check.
create or replace function private.lease_alive_check(lease uuid, force boolean, now_at timestamptz default now())
returns jsonb
language sql
set search_path = ''
as $$
  update private.alive_state s
  set lease = lease_alive_check.lease,
      lease_expires_at = lease_alive_check.now_at + interval '30 seconds',
      started_at = lease_alive_check.now_at,
      probes = (
        select coalesce(jsonb_agg(jsonb_build_object(
          'name', l.name, 'title', l.title, 'core', l.core, 'asked_by', l.asked_by, 'target', l.target,
          'timeout_ms', (extract(epoch from l.timeout) * 1000)::integer
        ) order by l.name), '[]')
        from private.list_alive_probes() l
      )
  where coalesce(s.lease_expires_at <= lease_alive_check.now_at, true)
    and (
      lease_alive_check.force or s.finished_at is null
      or s.finished_at <= lease_alive_check.now_at - private.get_interval_setting('alive_refresh_after')
    )
  returning s.probes;
$$;
comment on function private.lease_alive_check(uuid, boolean, timestamptz) is 'Takes the lease of a boot check; its probes, or null.';
revoke all on function private.lease_alive_check(uuid, boolean, timestamptz) from public, anon, authenticated, service_role;
