-- Finds the check that is meant. Called by: trigger check_remediations_find_check. SECURITY DEFINER: the service role attaches, and
-- whether a tenant's own check is meant must not depend on what it sees.
create or replace function private.find_remedied_check()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_definition public.check_definitions;
begin
  if tg_op = 'UPDATE' and new.definition_id = old.definition_id and new.check_id is distinct from old.check_id then
    new.definition_id := null;
  end if;
  select d.* into v_definition
  from public.check_definitions d
  where case when new.definition_id is null then d.id = new.check_id and d.tenant_id is null else d.definition_id = new.definition_id end;
  if not found then
    raise exception using errcode = '22023', message = 'invalid_check_remediation',
      detail = format('There is no common check %L.', new.check_id),
      hint = 'Give the check_id of a common check, or the definition_id of a tenant''s own.';
  end if;
  if v_definition.tenant_id is not null and new.tenant_id is distinct from v_definition.tenant_id then
    raise exception using errcode = '22023', message = 'invalid_check_remediation',
      detail = format('The check %s is the tenant %L''s own.', v_definition.id, v_definition.tenant_id),
      hint = 'Give its tenant_id as well: what is attached to it is for that tenant.';
  end if;
  new.definition_id := v_definition.definition_id;
  new.check_id := v_definition.id;
  return new;
end
$$;
comment on function private.find_remedied_check() is 'Trigger: a remediation is attached to a check that there is.';
revoke all on function private.find_remedied_check() from public, anon, authenticated, service_role;

drop trigger if exists check_remediations_find_check on public.check_remediations;
create trigger check_remediations_find_check
  before insert or update of check_id, definition_id, tenant_id on public.check_remediations
  for each row execute function private.find_remedied_check();
drop trigger if exists check_remediations_touch on public.check_remediations;
create trigger check_remediations_touch
  before update on public.check_remediations
  for each row execute function private.touch_updated_at();
