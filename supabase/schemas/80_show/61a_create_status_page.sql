-- Makes a status page with its components: {"id", "slug", "badge_key"}.
-- API: admins, owners and admins of the tenant, the service role. Runs as the caller, under row level security. Errors: those of
-- set_status_page_components, invalid_slug (22023), slug_taken (409), not_an_admin_of_the_tenant (42501), too_many_status_pages (409).
create or replace function public.create_status_page(
  p_slug text, p_title text, p_components jsonb default '[]', p_tenant_id text default null, p_description text default ''
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_page public.status_pages;
begin
  if p_slug is null or p_slug !~ '^[a-z0-9-]{1,63}$' or p_slug = 'badge' then
    raise exception using errcode = '22023', message = 'invalid_slug',
      detail = 'A slug has 1 to 63 lower case letters, digits and hyphens, and is not badge.', hint = 'Pass p_slug, such as ''acme''.';
  end if;
  begin
    insert into public.status_pages (slug, title, description, tenant_id)
    values (p_slug, btrim(p_title), coalesce(p_description, ''), p_tenant_id)
    returning * into v_page;
  exception
    when unique_violation then
      raise exception using errcode = 'PT409', message = 'slug_taken',
        detail = format('There is a status page %L already.', p_slug), hint = 'Pass another p_slug.';
    when insufficient_privilege then
      raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
        detail = 'Owners and admins of a tenant make its status pages; admins make any.', hint = 'Pass p_tenant_id as a tenant of yours.';
  end;
  perform public.set_status_page_components(v_page.id, p_components);
  return jsonb_build_object('id', v_page.id, 'slug', v_page.slug, 'badge_key', v_page.badge_key);
end
$$;
comment on function public.create_status_page(text, text, jsonb, text, text) is 'Makes a status page with its components: {"id", "slug", "badge_key"}.';
revoke all on function public.create_status_page(text, text, jsonb, text, text) from public, anon, authenticated, service_role;
grant execute on function public.create_status_page(text, text, jsonb, text, text) to authenticated, service_role;
