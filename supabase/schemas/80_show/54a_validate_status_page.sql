-- At most 20 pages a tenant. Called by: trigger status_pages_validate. SECURITY DEFINER, to count them all.
create or replace function private.validate_status_page()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' and new.tenant_id is not null
    and (select count(*) from public.status_pages p where p.tenant_id = new.tenant_id) >= 20 then
    raise exception using errcode = 'PT409', message = 'too_many_status_pages',
      detail = 'A tenant has at most 20 status pages.', hint = 'Delete one that is not needed any more.';
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.validate_status_page() is 'Trigger: at most 20 pages a tenant; an edit is now.';
revoke all on function private.validate_status_page() from public, anon, authenticated, service_role;

drop trigger if exists status_pages_validate on public.status_pages;
create trigger status_pages_validate
  before insert or update on public.status_pages
  for each row execute function private.validate_status_page();
