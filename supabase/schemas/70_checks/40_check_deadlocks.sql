-- Deadlocks since the last nightly sample. arguments: {"max": 5}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_deadlocks(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.since is null then jsonb_build_object('status', 'ok', 'message', 'There is no sample to compare with yet: it is taken at night.')
    when d.count <= d.max then jsonb_build_object('status', 'ok', 'message', format('%s deadlocks since %s.', d.count, d.since))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Transactions deadlock',
      'message', format('%s deadlocks since %s. Let transactions lock rows in one order; the database''s log names the statements.', d.count, d.since),
      'data', jsonb_build_object('count', d.count)
    )
  end
  from (
    -- A counter that is lower than it was has begun anew.
    select case when t.deadlocks < s.value then t.deadlocks else t.deadlocks - s.value::bigint end as count,
      to_char(s.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as since,
      coalesce((check_deadlocks.arguments ->> 'max')::bigint, 5) as max
    from pg_catalog.pg_stat_database t
    cross join private.platform_sample('deadlocks', check_deadlocks.now_at) s
    where t.datname = current_database()
  ) d;
$$;
comment on function private.check_deadlocks(text, timestamptz, jsonb) is 'Deadlocks since the last nightly sample.';
revoke all on function private.check_deadlocks(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
