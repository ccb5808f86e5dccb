-- Keeps what is critical in executions: alerts, errors and whatever is urgent, once a tenant, check and day. What gets worse the same day
-- takes the place of what was known, and is remembered again. An execution is worth more than its insights: it stands if this fails.
-- Called by: trigger heartbeat_executions_keep_insights. SECURITY DEFINER: whoever records executions need not see memory_blocks.
create or replace function private.keep_insights()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.tenant_insights as k (
    tenant_id, check_id, day, status, priority, title, text, data, execution_id, block, occurred_at
  )
  select distinct on (e.tenant_id, r.check_id, d.day)
    e.tenant_id, r.check_id, d.day, r.status, r.priority, r.title,
    case r.message when r.title then r.title else r.title || ': ' || r.message end,
    coalesce(v.value -> 'data', '{}'), e.execution_id, coalesce(b.block, 'tenant_insights'), e.completed_at
  from new_executions e
  join public.tenant_settings s on s.tenant_id = e.tenant_id
  left join private.memory_blocks b on b.role = e.role
  cross join lateral (values ((e.completed_at at time zone s.timezone)::date)) d(day)
  cross join lateral jsonb_array_elements(e.results) v(value)
  cross join lateral (
    values (v.value ->> 'checkId', v.value ->> 'status', v.value ->> 'priority', v.value ->> 'title', v.value ->> 'message')
  ) r(check_id, status, priority, title, message)
  where r.status in ('alert', 'error') or r.priority = 'urgent'
  order by e.tenant_id, r.check_id, d.day, private.status_rank(r.status) desc, private.priority_rank(r.priority) desc, e.completed_at
  on conflict on constraint tenant_insights_once_a_day do update
    set status = excluded.status, priority = excluded.priority, title = excluded.title, text = excluded.text, data = excluded.data,
        execution_id = excluded.execution_id, occurred_at = excluded.occurred_at, letta_state = 'pending', attempts = 0,
        next_attempt_at = '-infinity', lease = null, lease_expires_at = null, last_error = null
    where (private.status_rank(excluded.status), private.priority_rank(excluded.priority))
      > (private.status_rank(k.status), private.priority_rank(k.priority));
  return null;
exception
  when others then
    raise warning 'heartbase: insights could not be kept: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.keep_insights() is 'Trigger: keeps what is critical in executions, once a tenant, check and day.';
revoke all on function private.keep_insights() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_keep_insights on public.heartbeat_executions;
create trigger heartbeat_executions_keep_insights
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.keep_insights();
