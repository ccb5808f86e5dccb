-- A measure in words, for {value}. In PL/pgSQL, which does not plan them for each query.
create or replace function private.describe_number(measure numeric)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return trim_scale(round(describe_number.measure, 1));
end
$$;
comment on function private.describe_number(numeric) is 'A number with at most one digit after the point.';
revoke all on function private.describe_number(numeric) from public, anon, authenticated, service_role;
