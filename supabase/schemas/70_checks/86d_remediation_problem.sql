-- What an answer says went wrong: an action may say so itself, instead of raising. API: private. Called by:
-- call_leased_remediation, finish_leased_remediation.
create or replace function private.remediation_problem(result jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(left(remediation_problem.result ->> 'error', 200), 'It said that it did not succeed.')
  where jsonb_typeof(remediation_problem.result) = 'object'
    and (remediation_problem.result -> 'ok' = 'false' or remediation_problem.result -> 'success' = 'false');
$$;
comment on function private.remediation_problem(jsonb) is 'What an action''s answer says went wrong; null for nothing.';
revoke all on function private.remediation_problem(jsonb) from public, anon, authenticated, service_role;
