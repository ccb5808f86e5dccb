-- Prepared transactions that nobody finished for {"after": "15 minutes"}: they hold locks over restarts.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_prepared_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_prepared_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  forgotten as (
    select p.gid, p.owner as role, p.prepared as prepared_at
    from pg_catalog.pg_prepared_xacts p
    where p.database = current_database() and p.prepared < check_prepared_transactions.now_at - (select l.after from limits l)
    order by p.prepared
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No prepared transaction is forgotten.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Prepared transactions are forgotten',
      'message', format('%s, the first since %s: commit prepared, or rollback prepared.',
        private.list_names(array_agg(quote_literal(f.gid) order by f.prepared_at), count(*)),
        to_char(min(f.prepared_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(f) order by f.prepared_at))
    )
  end
  from forgotten f;
$$;
comment on function private.check_prepared_transactions(text, timestamptz, jsonb) is 'Prepared transactions that nobody finished.';
revoke all on function private.check_prepared_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
