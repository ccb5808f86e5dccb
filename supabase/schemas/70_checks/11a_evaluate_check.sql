-- Asks one check about tenants, in one query. Raises what the query raises. API: private. Called by: ask_check.
create or replace function private.evaluate_check(
  definition public.check_definitions, tenant_ids text[], timezones text[], now_at timestamptz, http_facts jsonb
)
returns jsonb
language plpgsql
set search_path = ''
-- What has no time zone of its own is UTC.
set timezone = 'UTC'
-- A check that waits for somebody's lock is an error, not a standstill.
set lock_timeout = '1s'
as $$
declare
  v_results jsonb;
begin
  execute format('select jsonb_agg(to_jsonb(a)) from (%s) a', private.compile_check(definition.evaluator, definition.rule))
  using tenant_ids, now_at, timezones, http_facts, definition.id
  into v_results;
  return v_results;
end
$$;
comment on function private.evaluate_check(public.check_definitions, text[], text[], timestamptz, jsonb) is
  'Asks one check about tenants; the rows of its query as jsonb.';
revoke all on function private.evaluate_check(public.check_definitions, text[], text[], timestamptz, jsonb)
  from public, anon, authenticated, service_role;
