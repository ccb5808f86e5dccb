-- A page of tenants by name, as tenant_overview shows them: those with p_search in their name or id, after a name and id.
-- API: signed-in users, the service role. Runs as the caller: row level security applies. In PL/pgSQL, whose plans know what is asked
-- for. Error: invalid_limit (22023, HTTP 400).
create or replace function public.list_tenants(
  p_search text default null, p_after_name text default null, p_after_id text default null, p_limit integer default 50
)
returns setof public.tenant_overview
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 200 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit must be from 1 to 200.', hint = 'Leave it out for 50.';
  end if;
  return query
  select o.*
  from public.tenant_overview o
  where (p_search is null or strpos(lower(o.name), lower(p_search)) > 0 or strpos(lower(o.id), lower(p_search)) > 0)
    and (p_after_id is null or (o.name, o.id) > (coalesce(p_after_name, ''), p_after_id))
  order by o.name, o.id
  limit p_limit;
end
$$;
comment on function public.list_tenants(text, text, text, integer) is 'A page of tenants by name, with how they are doing.';
revoke all on function public.list_tenants(text, text, text, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_tenants(text, text, text, integer) to authenticated, service_role;
