-- Deadlocks since the last nightly sample. arguments: {"max": 5}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_deadlocks(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.before is null then jsonb_build_object('status', 'ok', 'message', 'No sample to compare with yet: it is taken at night.')
    when d.count <= d.max then jsonb_build_object('status', 'ok', 'message', format('%s deadlocks since the last sample.', d.count))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Transactions deadlock',
      'message', format('%s deadlocks since the last sample. Let transactions lock rows in one order; the database log names the statements.', d.count),
      'data', jsonb_build_object('count', d.count)
    )
  end
  from (
    select s.before, greatest(b.deadlocks - s.before, 0) as count, coalesce((check_deadlocks.arguments ->> 'max')::integer, 5) as max
    from (select sum(t.deadlocks) as deadlocks from pg_catalog.pg_stat_database t where t.datname = current_database()) b
    cross join (select private.platform_sample('deadlocks', check_deadlocks.now_at) as before) s
  ) d;
$$;
comment on function private.check_deadlocks(text, timestamptz, jsonb) is 'Deadlocks since the last nightly sample.';
revoke all on function private.check_deadlocks(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
