-- How tenants are doing: what their last execution found, what is going on now, and when they are next looked at. Runs as the caller:
-- row level security applies. Subqueries, not joins: only those of the page that is read are asked.
create or replace view public.tenant_overview with (security_invoker = true) as
select
  t.id, t.name, t.role, t.paused, t.created_at, s.enabled, s.last_run_at,
  case
    when s.enabled and not t.paused
      then greatest(private.next_tenant_run(t.id), t.created_at + (select private.get_interval_setting('tenant_minimum_age')))
  end as next_run_at,
  (
    select e.overall_status from public.heartbeat_executions e where e.tenant_id = t.id order by e.started_at desc limit 1
  ) as overall_status,
  (
    select jsonb_build_object(
      'error', count(*) filter (where k.status = 'error'), 'alert', count(*) filter (where k.status = 'alert'),
      'warning', count(*) filter (where k.status = 'warning')
    )
    from public.tenant_check_states k
    where k.tenant_id = t.id and k.recovered_at is null
  ) as counts,
  (select m.role from public.tenant_members m where m.tenant_id = t.id and m.user_id = (select auth.uid())) as member_role
from public.tenants t
join public.tenant_settings s on s.tenant_id = t.id;
comment on view public.tenant_overview is 'Tenants with their overall status, what is wrong, and when they are next looked at.';
revoke all on public.tenant_overview from public, anon, authenticated, service_role;
grant select on public.tenant_overview to authenticated, service_role;
