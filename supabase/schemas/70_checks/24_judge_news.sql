-- What of the results of tenants is news, [{"tenant_id", "result"}], and keeps in tenant_check_states what is going on and what was told.
-- News is a result that is not plain ok and that was not told, or is worse than what was told, or was told a repeat interval ago, or,
-- of those that are ok, has items that were not told of; and the end of what was told, also where something good to say is left. In quiet hours only what is urgent is news: the
-- rest stays untold, and is when they end. What something is being done about stays untold until that is over, and is then told once,
-- also when it is well by then. check_ids: the checks that results are of; null for all.
-- API: private. Called by: run_tenant_batch, which holds the leases of the tenants, and tell_remediated.
create or replace function private.judge_news(
  tenant_ids text[], results private.check_result[], now_at timestamptz, check_ids text[] default null
)
returns jsonb
language plpgsql
set search_path = ''
-- Planned for the size of each batch: a cached plan for a few results is quadratic for many.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_repeat_after interval := private.get_interval_setting('alert_repeat_after');
  v_news jsonb;
begin
  with hours as materialized (
    select s.tenant_id, s.channels,
      coalesce(private.is_hour_within(judge_news.now_at, s.quiet_start_hour, s.quiet_end_hour, s.timezone), false) as is_quiet,
      coalesce(k.role <> t.role, false) as is_other_role
    from public.tenant_settings s
    join public.tenants t on t.id = s.tenant_id
    left join private.tenant_run_states k on k.tenant_id = s.tenant_id
    where s.tenant_id = any (judge_news.tenant_ids)
  ),
  results as materialized (
    select r as result, r.tenant_id, r.check_id, r.status, r.priority, r.title, r.message, r.data, r.items, r.is_notable
    from unnest(judge_news.results) r
  ),
  states as materialized (
    select s.* from public.tenant_check_states s
    where s.tenant_id = any (judge_news.tenant_ids) and (judge_news.check_ids is null or s.check_id = any (judge_news.check_ids))
  ),
  remedied as materialized (
    select m.check_id, t.id as tenant_id
    from public.remediation_runs m
    cross join lateral unnest(m.tenant_ids) t(id)
    where m.status = 'running' and m.lease_expires_at > judge_news.now_at
  ),
  judged as materialized (
    select r.*, h.channels, e.is_end, s.told_status, s.told_priority, s.remediation,
      (not h.is_quiet or case when e.is_end then s.told_priority else r.priority end = 'urgent') and (
        s.told_at is null
        or e.is_end
        or private.status_rank(r.status) > private.status_rank(s.told_status)
        or private.priority_rank(r.priority) > private.priority_rank(s.told_priority)
        or r.status <> 'ok' and s.told_at <= judge_news.now_at - v_repeat_after
        or r.status = 'ok' and not r.items <@ s.items
      ) and not exists (
        select from remedied m where m.tenant_id = r.tenant_id and m.check_id = r.check_id
      ) as is_news
    from results r
    join hours h on h.tenant_id = r.tenant_id
    left join states s on s.tenant_id = r.tenant_id and s.check_id = r.check_id
    cross join lateral (select r.status = 'ok' and coalesce(s.told_status <> 'ok', false)) e(is_end)
    where r.is_notable
  ),
  kept as (
    insert into public.tenant_check_states as k (
      tenant_id, check_id, status, priority, title, message, data, items, since, told_at, told_status, told_priority
    )
    select j.tenant_id, j.check_id, j.status, j.priority, j.title, j.message, coalesce(j.data, '{}'),
      case when j.is_news then j.items else '{}' end, judge_news.now_at,
      case when j.is_news then judge_news.now_at end, case when j.is_news then j.status end, case when j.is_news then j.priority end
    from judged j
    on conflict (tenant_id, check_id) do update
      set status = excluded.status, priority = excluded.priority, title = excluded.title, message = excluded.message,
          data = excluded.data, recovered_at = null,
          items = case when excluded.told_at is null then k.items else excluded.items end,
          told_at = coalesce(excluded.told_at, k.told_at),
          told_status = coalesce(excluded.told_status, k.told_status),
          told_priority = coalesce(excluded.told_priority, k.told_priority),
          remediation = case when excluded.told_status = 'ok' then null else k.remediation end
  ),
  ended as materialized (
    select s.tenant_id, s.check_id, s.title, h.channels, r.result, s.remediation,
      coalesce(s.told_status, s.remediation ->> 'statusBefore') as told_status, coalesce(s.told_priority, s.priority) as told_priority,
      case when s.told_at is null then 'It was: ' || (s.remediation ->> 'messageBefore') end as untold_message,
      -- A check that is not asked any more has no end to tell. Trouble that nobody was told of has one if something was done about it.
      r.check_id is not null and coalesce(s.told_status <> 'ok', s.remediation is not null) as was_told,
      h.is_quiet and coalesce(s.told_priority, s.priority) <> 'urgent' as must_wait
    from states s
    join hours h on h.tenant_id = s.tenant_id
    left join results r on r.tenant_id = s.tenant_id and r.check_id = s.check_id
    where not coalesce(r.is_notable, false)
      -- As another kind of tenant it is asked other checks: its own are as they were.
      and (r.check_id is not null or not h.is_other_role)
      and not exists (select from remedied m where m.tenant_id = s.tenant_id and m.check_id = s.check_id)
  ),
  waiting as (
    update public.tenant_check_states k
    set status = 'ok', recovered_at = coalesce(k.recovered_at, judge_news.now_at)
    from ended e
    where k.tenant_id = e.tenant_id and k.check_id = e.check_id and e.was_told and e.must_wait
  ),
  gone as (
    delete from public.tenant_check_states k
    using ended e
    where k.tenant_id = e.tenant_id and k.check_id = e.check_id and not coalesce(e.was_told and e.must_wait, false)
  ),
  news as (
    select j.tenant_id, j.check_id, private.status_rank(j.status) as status_rank, private.priority_rank(j.priority) as priority_rank,
      private.describe_result(
        j.result, judge_news.now_at,
        array(select c from unnest(j.channels) c where private.channel_hears(c, j.status, j.priority))
      ) as result
    from judged j
    where j.is_news and not j.is_end
    union all
    select j.tenant_id, j.check_id, 0, private.priority_rank(j.told_priority),
      private.describe_result(
        j.result, judge_news.now_at,
        array(select c from unnest(j.channels) c where private.channel_hears(c, j.told_status, j.told_priority)), true
      ) || jsonb_build_object(
        'was', j.told_status, 'priority', j.told_priority,
        'message', left(concat_ws(' ', private.describe_remediation(j.remediation), 'This is well again.', j.message), 1000)
      )
    from judged j
    where j.is_news and j.is_end
    union all
    select e.tenant_id, e.check_id, 0, private.priority_rank(e.told_priority),
      private.describe_result(
        e.result, judge_news.now_at,
        array(select c from unnest(e.channels) c where private.channel_hears(c, e.told_status, e.told_priority)), true
      ) || jsonb_build_object(
        'status', 'ok', 'was', e.told_status, 'priority', e.told_priority, 'title', e.title,
        'message', left(concat_ws(' ', private.describe_remediation(e.remediation), 'This is well again.', e.untold_message), 1000),
        'data', jsonb_strip_nulls(jsonb_build_object('remediation', e.remediation))
      )
    from ended e
    where e.was_told and not e.must_wait
  )
  select jsonb_agg(jsonb_build_object('tenant_id', n.tenant_id, 'result', n.result)
    order by n.tenant_id, n.status_rank desc, n.priority_rank desc, n.check_id)
  into v_news
  from news n;
  return coalesce(v_news, '[]');
end
$$;
comment on function private.judge_news(text[], private.check_result[], timestamptz, text[]) is
  'What of the results of tenants is news; keeps what is going on and what was told.';
revoke all on function private.judge_news(text[], private.check_result[], timestamptz, text[]) from public, anon, authenticated, service_role;
