-- Whether a heartbeat would be taken: the service role may call every recorder, and one heartbeat is recorded for trial and
-- rolled back, so that a trigger or a constraint that refuses heartbeats is found. What refuses it is this probe's error.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_ingest()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_recorders constant text[] := array['record_mesh_heartbeat', 'record_mesh_heartbeats', 'update_job_heartbeat'];
  v_closed text;
begin
  select string_agg(r.name, ', ' order by r.name) into v_closed
  from unnest(v_recorders) r(name)
  where not exists (
    select from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = r.name
      and has_function_privilege('service_role', p.oid, 'execute')
  );
  begin
    perform public.update_job_heartbeat('heartbase-alive-trial', 'healthy', '{}');
    raise exception using errcode = 'HBTRY', message = 'the trial is over';
  exception
    when sqlstate 'HBTRY' then
      null;
  end;
  return jsonb_build_object(
    'ok', v_closed is null,
    'error', 'The service role may not call ' || v_closed || '.',
    'details', jsonb_build_object('recorders', to_jsonb(v_recorders))
  );
end
$$;
comment on function private.probe_ingest() is 'Probe: recorders are open to the service role, and a heartbeat can be recorded.';
revoke all on function private.probe_ingest() from public, anon, authenticated, service_role;
