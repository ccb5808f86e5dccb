-- Whether the database answers and can be written: hosted Supabase makes one whose disk is full read-only, and a standby is.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_database()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', not v.read_only,
    'error', case when v.read_only then 'The database is read-only.' end,
    'details', jsonb_build_object(
      'version', current_setting('server_version'),
      'started_at', pg_postmaster_start_time(),
      'connections', (select d.numbackends from pg_catalog.pg_stat_database d where d.datname = current_database()),
      'max_connections', current_setting('max_connections')::integer
    )
  )
  from (select current_setting('transaction_read_only')::boolean as read_only) v;
$$;
comment on function private.probe_database() is 'Probe: the database answers and can be written.';
revoke all on function private.probe_database() from public, anon, authenticated, service_role;
