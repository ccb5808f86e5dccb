-- Priorities in order, the least first; null for what is none.
-- API: private. Called by: judge_news, keep_insights, consolidate_tenants.
create or replace function private.priority_rank(priority text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['low', 'medium', 'high', 'urgent'], priority_rank.priority);
$$;
comment on function private.priority_rank(text) is 'low 1, medium 2, high 3, urgent 4.';
revoke all on function private.priority_rank(text) from public, anon, authenticated, service_role;
