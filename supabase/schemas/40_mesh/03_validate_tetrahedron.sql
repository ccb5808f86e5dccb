-- Refuses a tetrahedron that has not exactly four different vertices, or whose hub is none of them, with a clear error.
-- User ids are kept in lower case, as auth.uid() gives them, so that row level security finds them.
-- Called by: trigger tetrahedrons_validate.
create or replace function private.validate_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.vertices := array(
    select case when btrim(v.id) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then lower(btrim(v.id)) else btrim(v.id) end
    from unnest(new.vertices) with ordinality v(id, position)
    order by v.position
  );
  if cardinality(new.vertices) <> 4
    or (select count(distinct v.id) from unnest(new.vertices) v(id) where char_length(v.id) between 1 and 200) <> 4 then
    raise exception using errcode = '22023', message = 'invalid_vertices',
      detail = 'A tetrahedron has exactly four vertices, all different: user ids as text, none of them null or empty.',
      hint = 'Pass vertices as an array of four user ids.';
  end if;
  if new.hub_vertex_id::text <> all (new.vertices) then
    raise exception using errcode = '22023', message = 'invalid_hub_vertex',
      detail = 'The hub is one of the four vertices, or null.',
      hint = 'Pass hub_vertex_id as one of the ids in vertices.';
  end if;
  return new;
end
$$;
comment on function private.validate_tetrahedron() is 'Trigger: four different vertices, of which the hub is one.';
revoke all on function private.validate_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_validate on public.tetrahedrons;
create trigger tetrahedrons_validate
  before insert or update of vertices, hub_vertex_id on public.tetrahedrons
  for each row execute function private.validate_tetrahedron();
