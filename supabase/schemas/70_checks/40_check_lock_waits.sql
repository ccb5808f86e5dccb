-- Statements that wait for a lock for longer than {"after": "30 seconds"}, and who holds it.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_lock_waits(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with waiting as (
    select a.pid, a.usename as role, date_trunc('second', check_lock_waits.now_at - l.since)::text as age,
      (pg_blocking_pids(a.pid))[1] as blocked_by
    from (
      select k.pid, min(k.waitstart) as since from pg_catalog.pg_locks k where not k.granted group by k.pid
    ) l
    join pg_catalog.pg_stat_activity a on a.pid = l.pid
    where l.since < check_lock_waits.now_at - coalesce((check_lock_waits.arguments ->> 'after')::interval, interval '30 seconds')
    order by l.since
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No statement waits for a lock.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Statements wait for a lock',
      'message', format('%s statements wait for a lock, held by process %s. End it with pg_terminate_backend(%s).',
        count(*), min(w.blocked_by), min(w.blocked_by)),
      'data', jsonb_build_object('waiting', jsonb_agg(to_jsonb(w)))
    )
  end
  from waiting w;
$$;
comment on function private.check_lock_waits(text, timestamptz, jsonb) is 'Statements that wait for a lock for longer than {"after": "30 seconds"}, and who holds it.';
revoke all on function private.check_lock_waits(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
