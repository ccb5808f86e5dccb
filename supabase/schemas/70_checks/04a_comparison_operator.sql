-- The operator of SQL for gt, gte, lt and lte; null for anything else.
-- API: private. Called by: compile_condition, compile_levels.
create or replace function private.comparison_operator(name text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case comparison_operator.name when 'gt' then '>' when 'gte' then '>=' when 'lt' then '<' when 'lte' then '<=' end;
$$;
comment on function private.comparison_operator(text) is 'SQL of gt, gte, lt and lte.';
revoke all on function private.comparison_operator(text) from public, anon, authenticated, service_role;
