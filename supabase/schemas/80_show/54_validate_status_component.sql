-- Refuses subjects that a page may not name, and makes the key of a component that has none.
-- A subject of another tenant is answered as one that is not there. What leaves the tenant later is shown no more (status_states).
-- Called by: trigger status_page_components_validate. SECURITY DEFINER: an admin may name a tetrahedron that they are no vertex of; only
-- of pages that the caller may change does it say anything.
create or replace function private.validate_status_component()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tenant_id text;
  v_stem text;
begin
  if new.page_id not in (select private.editable_status_pages()) then
    -- Row level security, or the foreign key, refuses it.
    return new;
  end if;
  select p.tenant_id into v_tenant_id from public.status_pages p where p.id = new.page_id;
  if not exists (
    select from private.status_subjects(array[new.subject_kind], array[new.subject_id]) s
    where v_tenant_id is null or s.tenant_id = v_tenant_id
  ) then
    raise exception using errcode = 'PT404', message = 'subject_not_found',
      detail = format('There is no %s %L that this page may name.', new.subject_kind, new.subject_id),
      hint = 'A page of a tenant names the jobs, machines and tetrahedrons of that tenant, and the tenant itself; one of the project names any subject.';
  end if;
  if (select count(*) from public.status_page_components c where c.page_id = new.page_id) >= 100 then
    raise exception using errcode = 'PT409', message = 'too_many_components',
      detail = 'A status page names at most 100 subjects.', hint = 'Make another page.';
  end if;
  if new.key is null then
    v_stem := coalesce(nullif(btrim(left(regexp_replace(lower(new.name), '[^a-z0-9]+', '-', 'g'), 50), '-'), ''), 'component');
    select k.key into new.key
    from (select v_stem || case n when 1 then '' else '-' || n end, n from generate_series(1, 102) n) k(key, n)
    where k.key <> 'overall'
      and not exists (select from public.status_page_components c where c.page_id = new.page_id and c.key = k.key)
    order by k.n
    limit 1;
  end if;
  return new;
end
$$;
comment on function private.validate_status_component() is 'Trigger: a page names what it may, so much, and each by a key.';
revoke all on function private.validate_status_component() from public, anon, authenticated, service_role;

drop trigger if exists status_page_components_validate on public.status_page_components;
create trigger status_page_components_validate
  before insert on public.status_page_components
  for each row execute function private.validate_status_component();
