-- A result as clients know it. channels: the kinds that hear of it. API: private. Called by: run_tenant_batch.
create or replace function private.describe_result(
  result private.check_result, now_at timestamptz, channels text[] default '{}', recovered boolean default false
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'checkId', (describe_result.result).check_id, 'agent', (describe_result.result).agent,
    'category', (describe_result.result).category, 'status', (describe_result.result).status,
    'priority', (describe_result.result).priority, 'title', (describe_result.result).title,
    'message', (describe_result.result).message, 'actionUrl', (describe_result.result).action_url,
    'actionLabel', (describe_result.result).action_label
  )) || jsonb_build_object(
    'data', coalesce((describe_result.result).data, '{}'), 'timestamp', describe_result.now_at,
    'recovered', describe_result.recovered, 'channels', to_jsonb(describe_result.channels)
  );
$$;
comment on function private.describe_result(private.check_result, timestamptz, text[], boolean) is 'A result of a check as jsonb.';
revoke all on function private.describe_result(private.check_result, timestamptz, text[], boolean)
  from public, anon, authenticated, service_role;
