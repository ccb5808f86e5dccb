-- Results that say what was done about them, and that it did not help. API: private. Called by: run_tenant_batch, conclude_remediation.
create or replace function private.note_remediations(results private.check_result[])
returns private.check_result[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_done jsonb;
begin
  select jsonb_object_agg(jsonb_build_array(s.tenant_id, s.check_id)::text, s.remediation) into v_done
  from public.tenant_check_states s
  where s.remediation is not null and s.tenant_id in (select r.tenant_id from unnest(note_remediations.results) r);
  if v_done is null then
    return note_remediations.results;
  end if;
  return array(
    select case when d.remediation is null or not u.is_notable or u.status = 'ok' then k.result
      else jsonb_populate_record(k.result, jsonb_build_object(
        -- First, since channels cut what is long.
        'message', left(w.words || ' ' || u.message, 1000),
        'data', coalesce(u.data, '{}') || jsonb_build_object('remediation', d.remediation)
      )) end
    from unnest(note_remediations.results) with ordinality u(
      tenant_id, check_id, agent, category, status, priority, title, message, data, items, action_url, action_label, is_notable, position
    )
    cross join lateral (
      select (u.tenant_id, u.check_id, u.agent, u.category, u.status, u.priority, u.title, u.message, u.data, u.items, u.action_url,
        u.action_label, u.is_notable)::private.check_result as result
    ) k
    cross join lateral (select v_done -> jsonb_build_array(u.tenant_id, u.check_id)::text as remediation) d
    cross join lateral (
      select private.describe_remediation(d.remediation) || ' This is still so.'
        || case when (d.remediation -> 'isLast')::boolean then ' It is not tried again today.' else '' end as words
    ) w
    order by u.position
  );
end
$$;
comment on function private.note_remediations(private.check_result[]) is 'Results that say what was done about them.';
revoke all on function private.note_remediations(private.check_result[]) from public, anon, authenticated, service_role;
