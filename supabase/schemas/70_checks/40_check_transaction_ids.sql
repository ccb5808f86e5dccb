-- Age of the oldest transaction id of the server's databases: at 2 billion it stops writing. arguments: {"warning": 500000000,
-- "alert": 1200000000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_transaction_ids(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.age < a.warning then jsonb_build_object('status', 'ok', 'message', format('The oldest transaction id is %s old.', a.age))
    else jsonb_build_object(
      'status', case when a.age >= a.alert then 'alert' else 'warning' end,
      'priority', case when a.age >= a.alert then 'urgent' else 'high' end,
      'title', 'Transaction ids run out',
      'message', format('The oldest transaction id, in the database %s, is %s old; at 2 billion nothing can be written. Find what holds vacuum back (long transactions, replication slots, prepared transactions), then: vacuum (freeze).',
        a.name, a.age),
      'data', jsonb_build_object('database', a.name, 'age', a.age)
    )
  end
  from (
    select d.datname as name, greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) as age,
      coalesce((check_transaction_ids.arguments ->> 'warning')::bigint, 500000000) as warning,
      coalesce((check_transaction_ids.arguments ->> 'alert')::bigint, 1200000000) as alert
    from pg_catalog.pg_database d
    order by 2 desc
    limit 1
  ) a;
$$;
comment on function private.check_transaction_ids(text, timestamptz, jsonb) is 'Age of the oldest transaction id.';
revoke all on function private.check_transaction_ids(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
