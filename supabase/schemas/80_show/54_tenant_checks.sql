-- The checks that a tenant can be asked, whether it is, and what is going on with each; status is null for what was not asked yet.
-- Runs as the caller: row level security applies. A tenant's own check stands in the place of the common one.
create or replace view public.tenant_checks with (security_invoker = true) as
select distinct on (t.id, d.id)
  t.id as tenant_id, d.id as check_id, d.title, d.description, d.category, d.agent, d.default_priority, d.default_enabled,
  d.tenant_id is not null as is_own, d.action_url, d.action_label,
  o.is_on, s.priority_overrides ->> d.id as priority_override,
  case when o.is_on and s.last_run_at >= d.created_at then case when k.recovered_at is null then coalesce(k.status, 'ok') else 'ok' end end
    as status,
  case when k.recovered_at is null then k.priority end as priority,
  case when k.recovered_at is null then k.message end as message,
  case when k.recovered_at is null then k.since end as since
from public.tenants t
join public.tenant_settings s on s.tenant_id = t.id
join public.check_definitions d on (d.tenant_id is null or d.tenant_id = t.id) and (d.roles = '{}' or t.role = any (d.roles))
cross join lateral (
  select case when s.enabled_checks is null then d.default_enabled else d.id = any (s.enabled_checks) end as is_on
) o
left join public.tenant_check_states k on k.tenant_id = t.id and k.check_id = d.id and o.is_on
order by t.id, d.id, d.tenant_id nulls last;
comment on view public.tenant_checks is 'Checks of tenants with whether they are asked, and what is going on with each.';
revoke all on public.tenant_checks from public, anon, authenticated, service_role;
grant select on public.tenant_checks to authenticated, service_role;
