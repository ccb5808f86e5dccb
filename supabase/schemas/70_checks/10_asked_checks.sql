-- Which checks are asked about tenants: those of the tenant's role and its own, if they are on. roles: of each tenant, for this once.
-- API: private. Called by: evaluate_checks, describe_claims.
create or replace function private.asked_checks(tenant_ids text[], roles text[])
returns table (tenant_id text, timezone text, priority_override text, definition_id bigint)
language sql
stable
set search_path = ''
as $$
  select c.tenant_id, c.timezone, c.priority_override, c.definition_id
  from (
    select distinct on (a.tenant_id, d.id) a.tenant_id, s.timezone, s.priority_overrides ->> d.id as priority_override,
      d.definition_id, case when s.enabled_checks is null then d.default_enabled else d.id = any (s.enabled_checks) end as is_on
    from unnest(asked_checks.tenant_ids, asked_checks.roles) a(tenant_id, role)
    join public.tenant_settings s on s.tenant_id = a.tenant_id
    join public.check_definitions d
      on (d.tenant_id is null or d.tenant_id = a.tenant_id) and (d.roles = '{}' or a.role = any (d.roles))
    -- The tenant's own check takes the place of the common one.
    order by a.tenant_id, d.id, d.tenant_id nulls last
  ) c
  where c.is_on;
$$;
comment on function private.asked_checks(text[], text[]) is 'The checks that are asked about tenants, with the priority that a tenant gives them.';
revoke all on function private.asked_checks(text[], text[]) from public, anon, authenticated, service_role;
