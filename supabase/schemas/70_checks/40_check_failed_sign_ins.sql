-- Failed sign-ins in the last hour, from the audit log of Auth, where it has one. arguments: {"warning": 50, "alert": 500}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_failed_sign_ins(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_count bigint;
  v_warning integer := coalesce((check_failed_sign_ins.arguments ->> 'warning')::integer, 50);
  v_alert integer := coalesce((check_failed_sign_ins.arguments ->> 'alert')::integer, 500);
begin
  if to_regclass('auth.audit_log_entries') is null then
    return jsonb_build_object('status', 'ok', 'message', 'This project keeps no audit log of sign-ins in the database.');
  end if;
  execute $sql$
    select count(*) from auth.audit_log_entries e
    where e.created_at > $1 - interval '1 hour' and e.created_at <= $1 and e.payload ->> 'action' in ('login_failed', 'invalid_login')
  $sql$ into v_count using check_failed_sign_ins.now_at;
  if v_count < v_warning then
    return jsonb_build_object('status', 'ok', 'message', format('%s sign-ins failed in the last hour.', v_count));
  end if;
  return jsonb_build_object(
    'status', case when v_count >= v_alert then 'alert' else 'warning' end,
    'priority', case when v_count >= v_alert then 'urgent' else 'high' end,
    'title', 'Many sign-ins fail',
    'message', format('%s sign-ins failed in the last hour. Somebody may be guessing passwords: turn on CAPTCHA and rate limits in Auth.', v_count),
    'data', jsonb_build_object('count', v_count)
  );
end
$$;
comment on function private.check_failed_sign_ins(text, timestamptz, jsonb) is 'Failed sign-ins in the last hour, from the audit log of Auth, where it has one.';
revoke all on function private.check_failed_sign_ins(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
