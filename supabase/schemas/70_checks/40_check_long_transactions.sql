-- Transactions that work for longer than {"after": "15 minutes"}: they keep vacuum from cleaning up. Idle ones are
-- check_idle_transactions'.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_long_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_long_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  long as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_long_transactions.now_at - a.xact_start)::text as age, a.xact_start
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid()
      and a.backend_type not in ('autovacuum worker', 'parallel worker', 'walsender', 'logical replication worker')
      and a.state not like 'idle in transaction%'
      and a.xact_start < check_long_transactions.now_at - (select l.after from limits l)
    order by a.xact_start
    limit 20
  )
  select case
    when count(g.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(g.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction works for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is open for long',
      'message', format('Transactions that work for longer than %s: %s. The oldest is process %s of the role %s, since %s. Until it ends, no table is cleaned of rows that died since: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), count(g.pid), (array_agg(g.pid order by g.xact_start))[1],
        (array_agg(g.role order by g.xact_start))[1], (array_agg(g.age order by g.xact_start))[1],
        (array_agg(g.pid order by g.xact_start))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(g) - 'xact_start' order by g.xact_start))
    )
  end
  from limits l
  left join long g on true
  group by l.after;
$$;
comment on function private.check_long_transactions(text, timestamptz, jsonb) is 'Transactions that work for long.';
revoke all on function private.check_long_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
