-- Refuses a name or an id that tenants cannot have, with an error that says so: owners and admins rename theirs by writing the table.
-- Called by: trigger tenants_validate.
create or replace function private.validate_tenant()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.name is null or char_length(new.name) not between 1 and 200 or new.name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_name',
      detail = 'A tenant''s name has 1 to 200 characters, and no control characters.', hint = 'Such as Acme.';
  end if;
  if new.id is null or char_length(new.id) not between 1 and 200 or new.id <> btrim(new.id) or new.id ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_id',
      detail = 'A tenant''s id has 1 to 200 characters, no control characters, and no space at its ends.',
      hint = 'Leave it out to have one made.';
  end if;
  return new;
end
$$;
comment on function private.validate_tenant() is 'Trigger: names and ids that tenants can have.';
revoke all on function private.validate_tenant() from public, anon, authenticated, service_role;

drop trigger if exists tenants_validate on public.tenants;
create trigger tenants_validate
  before insert or update of id, name on public.tenants
  for each row execute function private.validate_tenant();
