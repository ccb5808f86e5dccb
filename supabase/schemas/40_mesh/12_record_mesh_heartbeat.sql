-- Records a heartbeat of a tetrahedron: one HOT update, one insert, and a look at its open alerts.
-- src: what sent it, 1 to 200 characters. payload: any JSON of at most 10 kB.
-- API: service role, app_service, and signed-in vertices for their own tetrahedrons, through supabase.rpc or SQL.
-- Errors: invalid_source, invalid_payload (22023, HTTP 400), not_a_vertex (42501, HTTP 403), tetrahedron_not_found (404).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write last_heartbeat_at, or alerts.
create or replace function public.record_mesh_heartbeat(t_uuid uuid, src text, payload jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_source text := btrim(record_mesh_heartbeat.src, E' \t\r\n');
  v_payload jsonb := coalesce(record_mesh_heartbeat.payload, '{}');
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  if v_source is null or char_length(v_source) not between 1 and 200 or v_source ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_source',
      detail = 'A source has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass src, such as ''device-abc''.';
  end if;
  if octet_length(v_payload::text) > 10240 then
    raise exception using errcode = '22023', message = 'invalid_payload',
      detail = 'A payload is JSON of at most 10 kB (10240 bytes as text).',
      hint = 'Pass payload such as {"ping": true}, and keep large payloads elsewhere.';
  end if;
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller not in ('service_role', 'app_service', current_user)
    and not pg_has_role(v_caller, 'app_service', 'usage')
    and exists (
      select from public.tetrahedrons t
      where t.id = record_mesh_heartbeat.t_uuid and not coalesce((select auth.uid())::text = any (t.vertices), false)
    ) then
    raise exception using errcode = '42501', message = 'not_a_vertex',
      detail = 'Signed-in users record heartbeats of tetrahedrons that they are a vertex of.',
      hint = 'Sign in as one of its vertices, or record it with the secret key.';
  end if;

  update public.tetrahedrons t
  set last_heartbeat_at = case
        -- A heartbeat of a transaction that began before the last one does not turn the clock back.
        when t.last_heartbeat_at > now() and t.last_heartbeat_at <= clock_timestamp() then t.last_heartbeat_at
        else now()
      end,
      heartbeat_count = t.heartbeat_count + 1
  where t.id = record_mesh_heartbeat.t_uuid;
  if not found then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass t_uuid as an id of the table tetrahedrons.';
  end if;
  insert into public.mesh_heartbeats (tetrahedron_id, source, payload)
  values (record_mesh_heartbeat.t_uuid, v_source, v_payload);

  if exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = record_mesh_heartbeat.t_uuid::text
      and a.alert_type = 'mesh-degrading' and a.resolved_at is null
  ) then
    perform private.evaluate_tetrahedrons(now(), 1, array[record_mesh_heartbeat.t_uuid]);
  end if;
end
$$;
comment on function public.record_mesh_heartbeat(uuid, text, jsonb) is
  'Records a heartbeat of a tetrahedron. Service role, app_service, and vertices for their own.';
revoke all on function public.record_mesh_heartbeat(uuid, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_mesh_heartbeat(uuid, text, jsonb) to authenticated, service_role, app_service;
