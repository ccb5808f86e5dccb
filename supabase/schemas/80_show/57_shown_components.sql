-- The components of a page that may be shown: those whose subject is there, and is the tenant's if the page is a tenant's.
-- API: private. Called by: private.status_troubles and private.status_states.
create or replace function private.shown_components(page_id uuid, now_at timestamptz)
returns table (
  id uuid, key text, name text, description text, group_name text, "position" integer, subject_kind text, subject_id text,
  known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz
)
language sql
stable
rows 20
set search_path = ''
as $$
  with named as materialized (
    select c.*, p.tenant_id
    from public.status_pages p
    join public.status_page_components c on c.page_id = p.id
    where p.id = shown_components.page_id
  ),
  subjects as (
    select array_agg(n.subject_kind order by n.id) as kinds, array_agg(n.subject_id order by n.id) as ids from named n
  )
  select n.id, n.key, n.name, n.description, n.group_name, n.position, n.subject_kind, n.subject_id,
    s.known_since, s.is_watched, s.trouble, s.trouble_since
  from subjects a
  cross join lateral private.status_subjects(a.kinds, a.ids, shown_components.now_at) s
  join named n on n.subject_kind = s.kind and n.subject_id = s.id
  where n.tenant_id is null or s.tenant_id = n.tenant_id;
$$;
comment on function private.shown_components(uuid, timestamptz) is 'The components of a page that may be shown, with how their subjects are.';
revoke all on function private.shown_components(uuid, timestamptz) from public, anon, authenticated, service_role;
