-- Signs that somebody guesses passwords within the last hour, from the audit log of Auth, where the database has one. Auth writes no
-- wrong password into it; what it writes are the traces that guessing leaves: password resets that were asked for, sign-ups with addresses
-- that are taken, and codes that were tried. arguments: {"actions": ["user_recovery_requested", "user_repeated_signup",
-- "verification_attempted"], "warning": 50, "alert": 500, "max_pages": 300}.
-- The log has no index by time and grows at its end, so that its last pages are read, some eight thousand entries.
-- API: private. Called by: check_failed_sign_ins.
create or replace function private.judge_sign_ins(now_at timestamptz, arguments jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_actions text[] := coalesce(
    (select array_agg(a.action) from jsonb_array_elements_text(judge_sign_ins.arguments -> 'actions') a(action)),
    array['user_recovery_requested', 'user_repeated_signup', 'verification_attempted']
  );
  v_warning bigint := coalesce((judge_sign_ins.arguments ->> 'warning')::bigint, 50);
  v_alert bigint := coalesce((judge_sign_ins.arguments ->> 'alert')::bigint, 500);
  v_first_page bigint;
  v_count bigint;
  v_since timestamptz;
begin
  if not private.is_readable('auth', 'audit_log_entries') then
    return jsonb_build_object('status', 'ok', 'message', 'This project keeps no audit log of sign-ins in the database.');
  end if;
  v_first_page := greatest(0, pg_relation_size('auth.audit_log_entries') / current_setting('block_size')::integer
    - coalesce((judge_sign_ins.arguments ->> 'max_pages')::integer, 300));
  execute format($sql$
    -- Materialized, so that only entries of that hour are read as JSON.
    with latest as materialized (
      select e.payload, e.created_at from auth.audit_log_entries e
      where e.ctid >= '(%s,0)' and e.created_at > $1 - interval '1 hour' and e.created_at <= $1
    )
    select count(*) filter (where l.payload ->> 'action' = any ($2)), min(l.created_at) from latest l
  $sql$, v_first_page) into v_count, v_since using judge_sign_ins.now_at, v_actions;
  if v_count < v_warning then
    return jsonb_build_object('status', 'ok', 'message', format('%s traces of failed sign-ins in the last hour%s.', v_count,
      case when v_first_page > 0 then ', of the last entries of the audit log' end));
  end if;
  return jsonb_build_object(
    'status', case when v_count >= v_alert then 'alert' else 'warning' end,
    'priority', case when v_count >= v_alert then 'urgent' else 'high' end,
    'title', 'Somebody may be guessing passwords',
    'message', format('%s password resets, repeated sign-ups and codes since %s%s. Turn on CAPTCHA and rate limits in Auth; auth.audit_log_entries has the addresses they came from.',
      v_count, to_char(v_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
      case when v_first_page > 0 then ', in the last entries of the audit log' end),
    'data', jsonb_build_object('count', v_count)
  );
end
$$;
comment on function private.judge_sign_ins(timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.judge_sign_ins(timestamptz, jsonb) from public, anon, authenticated, service_role;
