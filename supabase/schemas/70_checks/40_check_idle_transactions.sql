-- Transactions whose client does nothing for longer than {"after": "5 minutes"}, while they hold their locks.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_idle_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with idle as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_idle_transactions.now_at - a.state_change)::text as age
    from pg_catalog.pg_stat_activity a
    where a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < check_idle_transactions.now_at
        - coalesce((check_idle_transactions.arguments ->> 'after')::interval, interval '5 minutes')
    order by a.state_change
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No transaction is idle.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is idle',
      'message', format('%s transactions are idle, one for %s. End it with pg_terminate_backend(%s), and set idle_in_transaction_session_timeout.',
        count(*), max(i.age), min(i.pid)),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(i)))
    )
  end
  from idle i;
$$;
comment on function private.check_idle_transactions(text, timestamptz, jsonb) is 'Transactions whose client does nothing for longer than {"after": "5 minutes"}, while they hold their locks.';
revoke all on function private.check_idle_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
