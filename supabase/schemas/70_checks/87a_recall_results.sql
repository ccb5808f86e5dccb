-- Results of a check as they were last kept, before it was said of them what was done. API: private. Called by: ask_again, release_leased_remediation.
create or replace function private.recall_results(tenant_ids text[], definition public.check_definitions)
returns private.check_result[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg((
    s.tenant_id, s.check_id, (recall_results.definition).agent, (recall_results.definition).category, s.status, s.priority, s.title,
    coalesce(s.remediation ->> 'messageBefore', s.message), s.data, s.items, (recall_results.definition).action_url, (recall_results.definition).action_label, s.recovered_at is null
  )::private.check_result), '{}')
  from public.tenant_check_states s
  where s.tenant_id = any (recall_results.tenant_ids) and s.check_id = (recall_results.definition).id;
$$;
comment on function private.recall_results(text[], public.check_definitions) is 'Results of a check as they were last kept.';
revoke all on function private.recall_results(text[], public.check_definitions) from public, anon, authenticated, service_role;
