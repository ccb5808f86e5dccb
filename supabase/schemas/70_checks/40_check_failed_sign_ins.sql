-- Signs that somebody guesses passwords, from the audit log of Auth, where the database has one. Auth writes no wrong password into
-- it; what it writes are the traces that guessing leaves: password resets that were asked for, sign-ups with addresses that are
-- taken, and codes that were tried. arguments: {"actions": ["user_recovery_requested", "user_repeated_signup",
-- "verification_attempted"], "warning": 50, "alert": 500}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_failed_sign_ins(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_actions text[] := coalesce(
    (select array_agg(a.action) from jsonb_array_elements_text(check_failed_sign_ins.arguments -> 'actions') a(action)),
    array['user_recovery_requested', 'user_repeated_signup', 'verification_attempted']
  );
  v_count bigint;
  v_warning integer := coalesce((check_failed_sign_ins.arguments ->> 'warning')::integer, 50);
  v_alert integer := coalesce((check_failed_sign_ins.arguments ->> 'alert')::integer, 500);
begin
  if to_regclass('auth.audit_log_entries') is null then
    return jsonb_build_object('status', 'ok', 'message', 'This project keeps no audit log of sign-ins in the database.');
  end if;
  execute $sql$
    select count(*) from auth.audit_log_entries e
    where e.created_at > $1 - interval '1 hour' and e.created_at <= $1 
      and e.payload ->> 'action' = any ($2)
  $sql$ into v_count using check_failed_sign_ins.now_at, v_actions;
  if v_count < v_warning then
    return jsonb_build_object('status', 'ok', 'message', format('%s traces of failed sign-ins in the last hour.', v_count));
  end if;
  return jsonb_build_object(
    'status', case when v_count >= v_alert then 'alert' else 'warning' end,
    'priority', case when v_count >= v_alert then 'urgent' else 'high' end,
    'title', 'Somebody may be guessing passwords',
    'message', format('%s password resets, repeated sign-ups and codes in the last hour. Somebody may be guessing: turn on CAPTCHA and rate limits in Auth.', v_count),
    'data', jsonb_build_object('count', v_count)
  );
end
$$;
comment on function private.check_failed_sign_ins(text, timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.check_failed_sign_ins(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
