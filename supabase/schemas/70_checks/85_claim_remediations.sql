-- Leases what is to be done about results: of each check that is not well, the first remediation whose turn it is. The rows of
-- check_remediations are locked, and the runs are counted after that: two executions at once begin nothing twice, and neither the
-- cool-down nor the most in a day is exceeded. What had to wait is recorded once, until something is done again.
-- A check of the platform is one for all tenants, and so are its cool-down and its most in a day.
-- API: private. Called by: run_tenant_batch, which holds the leases of the tenants. Returns how many were leased.
create or replace function private.claim_remediations(
  tenant_ids text[], roles text[], results private.check_result[], now_at timestamptz default now()
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_lease interval := private.get_interval_setting('heartbeat_lease');
  v_candidates jsonb;
  v_due record;
  v_last timestamptz;
  v_count integer;
  v_reason text;
  v_claimed integer := 0;
begin
  if not exists (select from public.check_remediations m where m.enabled) then
    return 0;
  end if;
  with unwell as materialized (
    select r.tenant_id, r.check_id, r.status,
      private.describe_result(r, claim_remediations.now_at) - 'channels' - 'recovered' as seen
    from unnest(claim_remediations.results) r
    where r.is_notable and r.status <> 'ok'
  ),
  attached as (
    -- What is attached for a tenant takes the place of what is attached for all.
    select distinct on (u.tenant_id, d.definition_id, m.action) m.id, m.enabled, m.on_statuses, u.tenant_id, u.check_id, u.status,
      u.seen, d.definition_id, coalesce(d.rule ->> 'per' = 'platform', false) as is_common
    from unwell u
    join private.asked_checks(claim_remediations.tenant_ids, claim_remediations.roles) a on a.tenant_id = u.tenant_id
    join public.check_definitions d on d.definition_id = a.definition_id and d.id = u.check_id
    join public.check_remediations m on m.definition_id = d.definition_id and (m.tenant_id is null or m.tenant_id = u.tenant_id)
    order by u.tenant_id, d.definition_id, m.action, m.tenant_id nulls last
  )
  select jsonb_agg(to_jsonb(t) order by t.tenant_id, t.definition_id, t.id) into v_candidates
  from attached t
  join public.tenant_settings s on s.tenant_id = t.tenant_id
  where t.enabled and t.status = any (t.on_statuses) and t.check_id <> all (s.disabled_remediations);
  if v_candidates is null then
    return 0;
  end if;

  perform from public.check_remediations m
  where m.id in (select (c ->> 'id')::bigint from jsonb_array_elements(v_candidates) c)
  order by m.id
  for no key update;

  for v_due in
    select c.*, m.action, m.cooldown, m.max_per_day, k.kind, k.timeout, k.recheck_after,
      date_trunc('day', claim_remediations.now_at, s.timezone) as day_began_at, x.execution_id
    from jsonb_to_recordset(v_candidates) c(
      id bigint, tenant_id text, check_id text, status text, seen jsonb, definition_id bigint, is_common boolean
    )
    join public.check_remediations m on m.id = c.id
    join private.remediation_actions k on k.name = m.action
    join public.tenant_settings s on s.tenant_id = c.tenant_id
    join private.tenant_run_states x on x.tenant_id = c.tenant_id
    order by c.tenant_id, c.definition_id, c.id
  loop
    continue when exists (
      select from public.remediation_runs r
      where r.status = 'running' and r.definition_id = v_due.definition_id
        and (v_due.is_common or v_due.tenant_id = any (r.tenant_ids))
    );
    select max(r.started_at), count(*) filter (where r.started_at >= v_due.day_began_at) into v_last, v_count
    from public.remediation_runs r
    where r.remediation_id = v_due.id and (v_due.is_common or r.tenant_id = v_due.tenant_id) and r.status <> 'skipped';
    v_reason := case
      when v_count >= v_due.max_per_day then 'max_per_day'
      when v_last > claim_remediations.now_at - v_due.cooldown then 'cooldown'
    end;
    if v_reason is null then
      insert into public.remediation_runs (
        remediation_id, definition_id, tenant_id, tenant_ids, check_id, action, kind, status, is_last, execution_id, seen, lease,
        lease_expires_at, started_at, status_before
      )
      values (
        v_due.id, v_due.definition_id, v_due.tenant_id,
        case when v_due.is_common then array(
          select c ->> 'tenant_id' from jsonb_array_elements(v_candidates) c
          where (c ->> 'definition_id')::bigint = v_due.definition_id
          group by 1 order by 1
        ) else array[v_due.tenant_id] end,
        v_due.check_id, v_due.action, v_due.kind, 'running', v_count + 1 >= v_due.max_per_day, v_due.execution_id, v_due.seen,
        gen_random_uuid(), claim_remediations.now_at + v_lease + v_due.timeout + v_due.recheck_after, claim_remediations.now_at,
        v_due.status
      );
      v_claimed := v_claimed + 1;
    elsif not exists (
        select from public.remediation_runs r
        where r.remediation_id = v_due.id and (v_due.is_common or r.tenant_id = v_due.tenant_id)
          and r.status = 'skipped' and r.reason = v_reason and r.started_at >= v_last
          and (v_reason = 'cooldown' or r.started_at >= v_due.day_began_at)
      ) then
      insert into public.remediation_runs (
        remediation_id, definition_id, tenant_id, tenant_ids, check_id, action, kind, status, reason, execution_id, seen, started_at,
        finished_at, status_before
      )
      values (
        v_due.id, v_due.definition_id, v_due.tenant_id, array[v_due.tenant_id], v_due.check_id, v_due.action, v_due.kind, 'skipped',
        v_reason, v_due.execution_id, v_due.seen, claim_remediations.now_at, claim_remediations.now_at, v_due.status
      );
    end if;
  end loop;
  return v_claimed;
end
$$;
comment on function private.claim_remediations(text[], text[], private.check_result[], timestamptz) is
  'Leases what is to be done about results within cool-down and maximum; returns how many.';
revoke all on function private.claim_remediations(text[], text[], private.check_result[], timestamptz)
  from public, anon, authenticated, service_role;
