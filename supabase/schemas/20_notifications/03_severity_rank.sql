-- Order of severities: info 1, warning 2, critical 3. API: private. Called by: messages_about.
create or replace function private.severity_rank(severity text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['info', 'warning', 'critical'], severity_rank.severity);
$$;
comment on function private.severity_rank(text) is 'info 1, warning 2, critical 3.';
revoke all on function private.severity_rank(text) from public, anon, authenticated, service_role;
