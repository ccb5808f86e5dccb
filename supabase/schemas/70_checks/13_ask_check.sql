-- Asks one check about tenants. Where that raises, about each half of them, down to the tenant for which it raises: that is its answer,
-- and the others have theirs. Halves, so that the data of one cost the others little.
-- API: private. Called by: evaluate_checks.
create or replace function private.ask_check(
  definition public.check_definitions, tenant_ids text[], timezones text[], now_at timestamptz, http_facts jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_count integer := cardinality(tenant_ids);
  v_half integer := v_count / 2;
begin
  begin
    return private.evaluate_check(definition, tenant_ids, timezones, now_at, http_facts);
  exception
    when others then
      if v_count = 1 then
        return jsonb_build_array(jsonb_build_object('tenant_id', tenant_ids[1], 'error', left(sqlstate || ' ' || sqlerrm, 500)));
      end if;
  end;
  return private.ask_check(definition, tenant_ids[:v_half], timezones[:v_half], now_at, http_facts)
    || private.ask_check(definition, tenant_ids[v_half + 1:], timezones[v_half + 1:], now_at, http_facts);
end
$$;
comment on function private.ask_check(public.check_definitions, text[], text[], timestamptz, jsonb) is
  'Asks one check about tenants; where it raises, the error is the answer of that tenant.';
revoke all on function private.ask_check(public.check_definitions, text[], text[], timestamptz, jsonb)
  from public, anon, authenticated, service_role;
