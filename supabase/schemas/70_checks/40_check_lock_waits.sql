-- Statements that wait for a lock for longer than {"after": "30 seconds"}, and who holds it. Waits that are meant are left out: for
-- advisory locks, and of a create index concurrently for older transactions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_lock_waits(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_lock_waits.arguments ->> 'after')::interval, interval '30 seconds') as after
  ),
  waiting as (
    select k.pid, a.usename as role, min(k.waitstart) as since
    from pg_catalog.pg_locks k
    join pg_catalog.pg_stat_activity a on a.pid = k.pid and a.datname = current_database()
    where not k.granted and k.locktype not in ('advisory', 'virtualxid')
    group by k.pid, a.usename
    having min(k.waitstart) < check_lock_waits.now_at - (select l.after from limits l)
    order by min(k.waitstart)
    limit 20
  ),
  -- At the head of a queue stands one that does not wait itself. Process 0 is a prepared transaction.
  heads as (
    select b.pid, min(w.since) as since
    from waiting w
    cross join unnest(pg_blocking_pids(w.pid)) b(pid)
    where b.pid not in (select k.pid from pg_catalog.pg_locks k where not k.granted)
    group by b.pid
    order by min(w.since)
    limit 1
  )
  select case
    when count(w.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No statement waits for a lock for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Statements wait for a lock',
      'message', format('Statements that wait for a lock for longer than %s: %s, the first since %s. ', private.describe_interval(l.after),
          count(w.pid), date_trunc('second', check_lock_waits.now_at - min(w.since)))
        || case
          when h.pid is null then 'Who holds it is gone already.'
          when h.pid = 0 then 'A prepared transaction holds it: see pg_prepared_xacts.'
          else format('Process %s%s holds it: select pg_terminate_backend(%s);', h.pid, ' of the role ' || a.usename || ' (' || a.state || ')', h.pid)
        end,
      'data', jsonb_build_object('waiting', jsonb_agg(to_jsonb(w) order by w.since), 'blocked_by', h.pid)
    )
  end
  from limits l
  left join waiting w on true
  left join heads h on true
  left join pg_catalog.pg_stat_activity a on a.pid = h.pid
  group by l.after, h.pid, a.usename, a.state;
$$;
comment on function private.check_lock_waits(text, timestamptz, jsonb) is 'Statements that wait for a lock for long, and who holds it.';
revoke all on function private.check_lock_waits(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
