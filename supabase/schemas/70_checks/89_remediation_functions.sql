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
  for v_wait in 1..100 loop
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

-- Analyses tables that changed much since they were last analysed, by {"min_rows": 10000} and {"percent": 30} as check_stale_statistics,
-- at most {"max_tables": 10}, those that changed most first. Tables of other owners, and those that somebody has locked, are left.
-- API: private. Called by: the action analyze_stale_tables.
create or replace function private.remedy_stale_statistics(arguments jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_table record;
  v_analyzed jsonb := jsonb_build_array();
begin
  for v_table in
    select t.oid, t.oid::regclass::text as name
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't' and pg_has_role(c.relowner, 'usage')
    ) t
    where t.changes > coalesce((remedy_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((remedy_stale_statistics.arguments ->> 'percent')::numeric, 30)
    order by t.changes desc
    limit coalesce((remedy_stale_statistics.arguments ->> 'max_tables')::integer, 10)
  loop
    execute format('analyze (skip_locked) %s', v_table.name);
    v_analyzed := v_analyzed || to_jsonb(v_table.name);
  end loop;
  return jsonb_build_object('analyzed', v_analyzed);
end
$$;
comment on function private.remedy_stale_statistics(jsonb) is 'Analyses tables whose statistics are stale.';
revoke all on function private.remedy_stale_statistics(jsonb) from public, anon, authenticated, service_role;
grant execute on function private.remedy_stale_statistics(jsonb) to remediator;

-- Repairs the pg_cron jobs of Heartbase: those that were removed, changed or switched off. They begin with the next minute.
-- API: private. Called by: the action install_schedules.
create or replace function private.remedy_schedules()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_broken jsonb := (
    select coalesce(jsonb_agg(s.jobname order by s.jobname), '[]')
    from private.schedules() s
    where not exists (
      select from cron.job j
      where j.jobname = s.jobname and j.schedule = s.schedule and j.command = s.command and j.active and j.username = current_user
    )
  );
begin
  perform private.install_schedules();
  return jsonb_build_object('repaired', v_broken);
end
$$;
comment on function private.remedy_schedules() is 'Repairs the pg_cron jobs of Heartbase.';
revoke all on function private.remedy_schedules() from public, anon, authenticated, service_role;
grant execute on function private.remedy_schedules() to remediator;

insert into private.remediation_actions (name, kind, target, timeout, recheck_after, description)
values
  ('end_idle_transactions', 'rpc', 'private.remedy_idle_transactions', '10 seconds', '0', 'Ends sessions whose transaction is idle for long'),
  ('analyze_stale_tables', 'rpc', 'private.remedy_stale_statistics', '25 seconds', '0', 'Analyses tables whose statistics are stale'),
  ('install_schedules', 'rpc', 'private.remedy_schedules', '5 seconds', '1 minute', 'Repairs the pg_cron jobs of Heartbase'),
  ('send_outbox', 'edge_function', 'notify', '35 seconds', '0', 'Sends the messages of the outbox that are due')
on conflict (name) do update
  set kind = excluded.kind, target = excluded.target, timeout = excluded.timeout, recheck_after = excluded.recheck_after,
      description = excluded.description;
