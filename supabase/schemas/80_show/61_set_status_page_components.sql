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
