-- Takes the answers of a boot check, {name: {ok, error, details, duration_ms}}, decides the phase and keeps it. The subsystems
-- are those that the lease was given for; one without an answer has failed. Details of over 10 kB are left out.
-- Returns the state, as begin_alive_check does; when the lease was lost meanwhile, nothing changes.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.finish_alive_check(p_lease uuid, p_subsystems jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_probes jsonb;
  v_subsystems jsonb;
  v_phase text;
begin
  if p_subsystems is null or jsonb_typeof(p_subsystems) <> 'object' or octet_length(p_subsystems::text) > 1048576 then
    raise exception using errcode = '22023', message = 'invalid_subsystems',
      detail = 'The answers of a boot check are an object of at most 1 MB.',
      hint = 'Pass p_subsystems such as {"database": {"ok": true}}.';
  end if;
  select s.probes into v_probes from private.alive_state s where s.lease = p_lease for update;
  if not found then
    return private.read_alive_state();
  end if;

  select
    coalesce(jsonb_object_agg(v.probe ->> 'name',
      jsonb_build_object('ok', v.ok, 'core', v.core, 'title', v.probe -> 'title')
      || case when v.ok then '{}' else
        jsonb_build_object('error', coalesce(left(v.answer ->> 'error', 500), 'It gave no answer.')) end
      || case when jsonb_typeof(v.answer -> 'duration_ms') = 'number' then
        jsonb_build_object('duration_ms', v.answer -> 'duration_ms') else '{}' end
      || case when jsonb_typeof(v.answer -> 'details') = 'object' and octet_length((v.answer -> 'details')::text) <= 10240 then
        jsonb_build_object('details', v.answer -> 'details') else '{}' end
    ), '{}'),
    case
      when bool_or(v.core and not v.ok) then 'error'
      when bool_or(not v.ok) then 'degraded'
      else 'operational'
    end
  into v_subsystems, v_phase
  from (
    select p.probe, (p.probe ->> 'core')::boolean as core, p_subsystems -> (p.probe ->> 'name') as answer,
      coalesce(p_subsystems -> (p.probe ->> 'name') -> 'ok' = 'true', false) as ok
    from jsonb_array_elements(v_probes) p(probe)
  ) v;

  update private.alive_state s
  set phase = v_phase, lease = null, lease_expires_at = null, probes = null, finished_at = now(),
      result = jsonb_build_object(
        'alive', v_phase <> 'error', 'phase', v_phase, 'timestamp', now(), 'subsystems', v_subsystems
      )
  where s.lease = p_lease;
  return private.read_alive_state();
end
$$;
comment on function public.finish_alive_check(uuid, jsonb) is
  'Keeps the answers of a boot check and decides its phase; returns the state. Service role only.';
revoke all on function public.finish_alive_check(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_alive_check(uuid, jsonb) to service_role;
