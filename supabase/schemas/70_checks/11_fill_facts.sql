-- The words of a message about an endpoint: {status_code}, {latency_ms}, {error} and {tls_days_left}, as they were measured. facts: null
-- for checks of other kinds, whose messages stay as they are. API: private. Called by: read_answers.
create or replace function private.fill_facts(template text, facts jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_fact text;
begin
  if fill_facts.facts is null then
    return fill_facts.template;
  end if;
  foreach v_fact in array array['status_code', 'latency_ms', 'error', 'tls_days_left'] loop
    fill_facts.template := replace(fill_facts.template, '{' || v_fact || '}', coalesce(fill_facts.facts ->> v_fact, 'unknown'));
  end loop;
  return fill_facts.template;
end
$$;
comment on function private.fill_facts(text, jsonb) is 'Fills the placeholders of a message about an endpoint.';
revoke all on function private.fill_facts(text, jsonb) from public, anon, authenticated, service_role;
