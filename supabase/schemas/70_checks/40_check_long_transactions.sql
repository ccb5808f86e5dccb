-- Transactions that are open for longer than {"after": "15 minutes"}: they keep vacuum from cleaning up.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_long_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with long as (
    select a.pid, a.usename as role, a.application_name as application, a.state,
      date_trunc('second', check_long_transactions.now_at - a.xact_start)::text as age
    from pg_catalog.pg_stat_activity a
    where a.backend_type = 'client backend' and a.pid <> pg_backend_pid() and a.state <> 'idle in transaction'
      and a.xact_start < check_long_transactions.now_at
        - coalesce((check_long_transactions.arguments ->> 'after')::interval, interval '15 minutes')
    order by a.xact_start
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No transaction is open for long.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is open for long',
      'message', format('%s transactions run for %s and longer. End one with pg_cancel_backend(%s).', count(*), min(l.age), min(l.pid)),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(l)))
    )
  end
  from long l;
$$;
comment on function private.check_long_transactions(text, timestamptz, jsonb) is 'Transactions that are open for longer than {"after": "15 minutes"}: they keep vacuum from cleaning up.';
revoke all on function private.check_long_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
