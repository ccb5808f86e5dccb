-- Makes a tenant with its settings, and its owner if one is given; returns its id.
-- API: service role, and SQL in the dashboard. Errors: invalid_tenant_name, invalid_tenant_id, invalid_tenant_role (22023),
-- tenant_exists (409), user_not_found (404).
create or replace function public.create_tenant(
  p_name text, p_role text default 'customer', p_owner_id uuid default null, p_id text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_id text := coalesce(btrim(p_id), gen_random_uuid()::text);
  v_name text := btrim(p_name);
begin
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_name',
      detail = 'A tenant''s name has 1 to 200 characters, and no control characters.', hint = 'Pass p_name, such as ''Acme''.';
  end if;
  if char_length(v_id) not between 1 and 200 or v_id ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_id',
      detail = 'A tenant''s id has 1 to 200 characters, and no control characters.', hint = 'Leave p_id out to have one made.';
  end if;
  insert into public.tenants (id, name, role, uses_project_channels)
  select v_id, v_name, r.role, r.uses_project_channels from public.tenant_roles r where r.role = p_role
  on conflict (id) do nothing;
  if not found then
    if exists (select from public.tenants t where t.id = v_id) then
      raise exception using errcode = 'PT409', message = 'tenant_exists',
        detail = 'There is a tenant with this id.', hint = 'Pass another p_id.';
    end if;
    raise exception using errcode = '22023', message = 'invalid_tenant_role',
      detail = format('%L is not a role of tenants.', p_role), hint = 'See the table tenant_roles, and add a row for a role of your own.';
  end if;
  if p_owner_id is not null then
    -- The service role need not be able to read auth.users: the foreign key says who is not there.
    begin
      insert into public.tenant_members (tenant_id, user_id, role) values (v_id, p_owner_id, 'owner');
    exception
      when foreign_key_violation then
        raise exception using errcode = 'PT404', message = 'user_not_found',
          detail = 'There is no user with the id p_owner_id.', hint = 'Leave it out, and add the owner to tenant_members later.';
    end;
  end if;
  return v_id;
end
$$;
comment on function public.create_tenant(text, text, uuid, text) is 'Makes a tenant with its settings and its owner; returns its id.';
revoke all on function public.create_tenant(text, text, uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.create_tenant(text, text, uuid, text) to service_role;
