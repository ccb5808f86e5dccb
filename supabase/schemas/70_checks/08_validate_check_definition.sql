-- Refuses a rule that could not be evaluated. Called by: trigger check_definitions_validate. SECURITY DEFINER: whoever writes a check
-- need not be able to read which signals are mapped, nor call what compiles it.
create or replace function private.validate_check_definition()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if array_ndims(new.roles) > 1 or array_position(new.roles, null) is not null
    or exists (select from unnest(new.roles) r(role) where not exists (select from public.tenant_roles k where k.role = r.role)) then
    raise exception using errcode = '22023', message = 'invalid_check_roles',
      detail = 'Roles of a check are rows of tenant_roles.', hint = 'Leave roles empty for all tenants.';
  end if;
  if tg_op = 'INSERT' and new.tenant_id is not null and not private.is_project_call()
    and (select count(*) from public.check_definitions d where d.tenant_id = new.tenant_id) >= 100 then
    raise exception using errcode = 'PT409', message = 'too_many_checks',
      detail = 'A tenant has at most 100 checks of its own.', hint = 'Remove one that is not needed any more.';
  end if;
  -- A query that cannot be prepared is refused too; it is not run.
  execute 'explain ' || private.compile_check(new.evaluator, new.rule)
    using array[]::text[], now(), array[]::text[], '[]'::jsonb, new.id;
  return new;
end
$$;
comment on function private.validate_check_definition() is 'Trigger: a check''s rule is one that can be evaluated.';
revoke all on function private.validate_check_definition() from public, anon, authenticated, service_role;

drop trigger if exists check_definitions_validate on public.check_definitions;
create trigger check_definitions_validate
  before insert or update of evaluator, rule, roles on public.check_definitions
  for each row execute function private.validate_check_definition();
drop trigger if exists check_definitions_touch on public.check_definitions;
create trigger check_definitions_touch
  before update on public.check_definitions
  for each row execute function private.touch_updated_at();
