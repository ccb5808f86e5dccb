-- Makes tenants of users who belong to one that has no row: their app_metadata, which only the service key writes, names a role of
-- tenants, and the tenant as tenant_id or org_id, or else the user stands for it. The users become its owners. It is as old as its
-- first user. Returns how many tenants were made.
-- API: private. Called by: claim_due_tenants, once an hour: it reads all users.
create or replace function private.adopt_tenants(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  with homeless as (
    select u.id as user_id, r.role, r.uses_project_channels, u.email, coalesce(u.created_at, adopt_tenants.now_at) as created_at, t.id
    from auth.users u
    join public.tenant_roles r on r.role = u.raw_app_meta_data ->> 'role'
    cross join lateral (
      select coalesce(
        nullif(btrim(u.raw_app_meta_data ->> 'tenant_id'), ''), nullif(btrim(u.raw_app_meta_data ->> 'org_id'), ''), u.id::text
      )
    ) t(id)
    where char_length(t.id) <= 200 and t.id !~ '[[:cntrl:]]'
      and not exists (select from public.tenants k where k.id = t.id)
  ),
  made as (
    insert into public.tenants (id, name, role, uses_project_channels, created_at)
    select distinct on (h.id) h.id,
      left(regexp_replace(case when h.id = h.user_id::text then coalesce(h.email, h.id) else h.id end, '[[:cntrl:]]', '', 'g'), 200),
      h.role, h.uses_project_channels, h.created_at
    from homeless h
    order by h.id, h.created_at, h.user_id
    on conflict (id) do nothing
    returning id
  ),
  owners as (
    insert into public.tenant_members (tenant_id, user_id, role)
    select h.id, h.user_id, 'owner' from homeless h join made m on m.id = h.id
  )
  select array_agg(m.id) into v_ids from made m;
  return coalesce(cardinality(v_ids), 0);
end
$$;
comment on function private.adopt_tenants(timestamptz) is 'Makes the tenants that users belong to and that have no row; returns how many.';
revoke all on function private.adopt_tenants(timestamptz) from public, anon, authenticated, service_role;
