-- The same as a check. API: private. Called by: the sql evaluator.
create or replace function private.check_failed_sign_ins(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.judge_sign_ins(check_failed_sign_ins.now_at, check_failed_sign_ins.arguments);
$$;
comment on function private.check_failed_sign_ins(text, timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.check_failed_sign_ins(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
