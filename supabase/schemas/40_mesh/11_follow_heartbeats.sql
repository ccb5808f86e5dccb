-- Ends the silence alerts of tetrahedrons that were just heard, whose rows the caller has locked. A failure of alerting fails no
-- heartbeat: the evaluator keeps the error, and tries again.
-- API: private. Called by: the recorders.
create or replace function private.follow_heartbeats(tetrahedron_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_troubled uuid[];
begin
  select array_agg(i.id) into v_troubled
  from unnest(follow_heartbeats.tetrahedron_ids) i(id)
  where exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = i.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
  );
  if v_troubled is not null then
    perform private.evaluate_tetrahedrons(now(), null, v_troubled);
  end if;
end
$$;
comment on function private.follow_heartbeats(uuid[]) is 'Resolves the silence alerts of tetrahedrons that were just heard.';
revoke all on function private.follow_heartbeats(uuid[]) from public, anon, authenticated, service_role;
