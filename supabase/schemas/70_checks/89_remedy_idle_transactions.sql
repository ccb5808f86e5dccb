-- Actions that come with Heartbase. Each is SECURITY DEFINER, since the role remediator may do nothing by itself; each takes its limits
-- from the arguments with which it is attached, and not the result, which tenants may have had a hand in.

-- Ends sessions whose transaction is idle for longer than {"after": "15 minutes"}, at most {"max": 20} and none of the roles in
-- {"except": []}, and waits until they are gone. Sessions of roles that this one may not end, as those of superusers, are refused.
-- API: private. Called by: the action end_idle_transactions.
create or replace function private.remedy_idle_transactions(arguments jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_after interval := coalesce((remedy_idle_transactions.arguments ->> 'after')::interval, interval '15 minutes');
  v_session record;
  v_ended jsonb := jsonb_build_array();
  v_refused jsonb := jsonb_build_array();
  -- Well within the time that the action has.
  v_until timestamptz := clock_timestamp() + interval '7 seconds';
begin
  for v_session in
    select a.pid, jsonb_build_object('pid', a.pid, 'role', a.usename, 'application', a.application_name) as words
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.backend_type = 'client backend'
      and a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < clock_timestamp() - v_after
      and not coalesce(remedy_idle_transactions.arguments -> 'except', '[]') ? a.usename
    order by a.state_change
    limit coalesce((remedy_idle_transactions.arguments ->> 'max')::integer, 20)
  loop
    begin
      perform pg_terminate_backend(v_session.pid);
      v_ended := v_ended || v_session.words;
    exception
      when insufficient_privilege then
        v_refused := v_refused || v_session.words;
    end;
  end loop;
  while clock_timestamp() < v_until loop
    perform pg_stat_clear_snapshot();
    exit when not exists (
      select from pg_catalog.pg_stat_activity a join jsonb_array_elements(v_ended) e on (e ->> 'pid')::integer = a.pid
    );
    perform pg_sleep(0.02);
  end loop;
  return jsonb_build_object('ok', v_refused = '[]', 'ended', v_ended, 'refused', v_refused)
    || case when v_refused = '[]' then '{}' else jsonb_build_object('error', 'Sessions of roles that may not be ended: '
      || jsonb_array_length(v_refused)) end;
end
$$;
comment on function private.remedy_idle_transactions(jsonb) is 'Ends sessions whose transaction is idle for long.';
revoke all on function private.remedy_idle_transactions(jsonb) from public, anon, authenticated, service_role;
grant execute on function private.remedy_idle_transactions(jsonb) to remediator;
