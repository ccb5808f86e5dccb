-- Order of statuses and priorities, from the best on. API: private. Called by: run_tenant_batch.
create or replace function private.status_rank(status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['ok', 'warning', 'alert', 'error'], status_rank.status);
$$;
comment on function private.status_rank(text) is 'ok 1, warning 2, alert 3, error 4.';
revoke all on function private.status_rank(text) from public, anon, authenticated, service_role;
