-- Refuses a target that could not be asked, with an error that says why. Called by: trigger alive_subsystems_validate.
create or replace function private.validate_alive_subsystem()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_function text;
begin
  new.updated_at := now();
  if new.kind = 'url' then
    new.target := btrim(new.target);
    -- The edge function decides whether it may be fetched, each time; here it must only be a URL that shows no password.
    if new.target !~ '^https?://[^\s/@?#]+([/?][^\s#]*)?$' or char_length(new.target) > 2000 then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = 'The target of a url is an absolute URL of at most 2000 characters, without user name, password or fragment.',
        hint = 'Give it as target, such as https://example.com/health. It must be https, but for the local stack.';
    end if;
  elsif new.kind = 'sql_function' then
    v_function := regexp_replace(regexp_replace(btrim(new.target), '^alive_probes\.', ''), '\(\)$', '');
    if not exists (
      select from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'alive_probes' and p.proname = v_function and p.pronargs = 0 and p.prokind = 'f' and not p.proretset
        and p.prorettype in ('boolean'::regtype, 'jsonb'::regtype)
    ) then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = format('There is no function alive_probes.%s() that answers boolean or jsonb.', v_function),
        hint = 'As the owner of the database: create function alive_probes.my_probe() returns boolean …';
    end if;
    new.target := 'alive_probes.' || v_function;
  end if;
  if tg_op = 'INSERT' and new.kind <> 'built_in'
    and (select count(*) >= 50 from public.alive_subsystems s where s.kind <> 'built_in') then
    raise exception using errcode = '22023', message = 'too_many_subsystems',
      detail = 'The boot check asks everything at once: there are at most 50 subsystems besides the built-in ones.',
      hint = 'Remove one that is not needed any more.';
  end if;
  return new;
end
$$;
comment on function private.validate_alive_subsystem() is 'Trigger: refuses subsystems that could not be asked.';
revoke all on function private.validate_alive_subsystem() from public, anon, authenticated, service_role;

drop trigger if exists alive_subsystems_validate on public.alive_subsystems;
create trigger alive_subsystems_validate
  before insert or update on public.alive_subsystems
  for each row execute function private.validate_alive_subsystem();
