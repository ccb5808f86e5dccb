-- Transactions whose client does nothing for longer than {"after": "5 minutes"}, while they hold their locks.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_idle_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_idle_transactions.arguments ->> 'after')::interval, interval '5 minutes') as after
  ),
  idle as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_idle_transactions.now_at - a.state_change)::text as age, a.state_change
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < check_idle_transactions.now_at - (select l.after from limits l)
    order by a.state_change
    limit 20
  )
  select case
    when count(i.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(i.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction is idle for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is idle',
      'message', format('Transactions that are idle for longer than %s: %s. The longest is process %s of the role %s, since %s. It keeps its locks: select pg_terminate_backend(%s); and set idle_in_transaction_session_timeout for the role.',
        private.describe_interval(l.after), count(i.pid), (array_agg(i.pid order by i.state_change))[1],
        (array_agg(i.role order by i.state_change))[1], (array_agg(i.age order by i.state_change))[1],
        (array_agg(i.pid order by i.state_change))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(i) - 'state_change' order by i.state_change))
    )
  end
  from limits l
  left join idle i on true
  group by l.after;
$$;
comment on function private.check_idle_transactions(text, timestamptz, jsonb) is 'Transactions whose client does nothing while they hold their locks.';
revoke all on function private.check_idle_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
