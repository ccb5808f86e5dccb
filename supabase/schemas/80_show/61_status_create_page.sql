-- Makes these the components of a page, in this order: [{subject_kind, subject_id, name, description, group, key}]. Those that are there
-- already, by their subject, keep their keys; those that are not named are removed. Returns how many there are.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: status_page_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_components (22023), subject_not_found (404), too_many_components (409).
create or replace function public.set_status_page_components(p_page_id uuid, p_components jsonb)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  perform private.require_status_editor(p_page_id);
  if p_components is null or jsonb_typeof(p_components) <> 'array'
    or jsonb_path_exists(p_components, 'strict $[*] ? (@.type() <> "object")') then
    raise exception using errcode = '22023', message = 'invalid_components',
      detail = 'The components of a page are an array of objects.',
      hint = 'Pass p_components such as [{"subject_kind": "job", "subject_id": "nightly-backup", "name": "Backups"}].';
  end if;
  if jsonb_array_length(p_components) > 100 then
    raise exception using errcode = 'PT409', message = 'too_many_components',
      detail = 'A status page names at most 100 subjects.', hint = 'Make another page.';
  end if;

  delete from public.status_page_components c
  where c.page_id = p_page_id and not exists (
    select from jsonb_array_elements(p_components) e
    where e ->> 'subject_kind' = c.subject_kind and e ->> 'subject_id' = c.subject_id
  );
  update public.status_page_components c
  set name = e.value ->> 'name', description = coalesce(e.value ->> 'description', ''), group_name = nullif(btrim(e.value ->> 'group'), ''),
      position = e.position
  from jsonb_array_elements(p_components) with ordinality e(value, position)
  where c.page_id = p_page_id and e.value ->> 'subject_kind' = c.subject_kind and e.value ->> 'subject_id' = c.subject_id;
  insert into public.status_page_components (page_id, subject_kind, subject_id, key, name, description, group_name, position)
  select p_page_id, e.value ->> 'subject_kind', e.value ->> 'subject_id', nullif(e.value ->> 'key', ''), e.value ->> 'name',
    coalesce(e.value ->> 'description', ''), nullif(btrim(e.value ->> 'group'), ''), e.position
  from jsonb_array_elements(p_components) with ordinality e(value, position)
  where not exists (
    select from public.status_page_components c
    where c.page_id = p_page_id and e.value ->> 'subject_kind' = c.subject_kind and e.value ->> 'subject_id' = c.subject_id
  )
  order by e.position;
  select count(*) into v_count from public.status_page_components c where c.page_id = p_page_id;
  return v_count;
end
$$;
comment on function public.set_status_page_components(uuid, jsonb) is 'Makes these the components of a status page; returns how many there are.';
revoke all on function public.set_status_page_components(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.set_status_page_components(uuid, jsonb) to authenticated, service_role;

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

-- Gives a page another badge key; badges with the one before are no more.
-- SECURITY DEFINER: nobody but the database chooses a key; it decides by itself who the caller is.
-- API: private. Called by: public.rotate_status_badge_key.
create or replace function private.change_badge_key(page_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_key text;
begin
  -- A page that the caller may see and not change is answered as one that is not there: nothing more is to be learned here.
  update public.status_pages p set badge_key = private.generate_badge_key()
  where p.id = change_badge_key.page_id and p.id in (select private.editable_status_pages())
  returning p.badge_key into v_key;
  if not found then
    raise exception using errcode = 'PT404', message = 'status_page_not_found',
      detail = 'There is no status page with this id that you may change.', hint = 'See: select id, slug from status_pages;';
  end if;
  return v_key;
end
$$;
comment on function private.change_badge_key(uuid) is 'Gives a status page another badge key.';
revoke all on function private.change_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function private.change_badge_key(uuid) to authenticated, service_role;

-- API: who may change the page, the service role. Errors: status_page_not_found (404).
create or replace function public.rotate_status_badge_key(p_page_id uuid)
returns text
language sql
set search_path = ''
as $$
  select private.change_badge_key(p_page_id);
$$;
comment on function public.rotate_status_badge_key(uuid) is 'Gives a status page another badge key, and returns it; badges with the old one are no more.';
revoke all on function public.rotate_status_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_status_badge_key(uuid) to authenticated, service_role;
