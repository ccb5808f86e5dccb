-- Refuses a relation that checks could not read. Called by: trigger signal_sources_validate.
create or replace function private.validate_signal_source()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_missing text;
begin
  select string_agg(c.name || ' ' || c.type, ', ' order by c.position) into v_missing
  from (values (1, 'tenant_id', 'text'), (2, 'item', 'text'), (3, 'data', 'jsonb')) c(position, name, type)
  where not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = new.relation and a.attname = c.name and a.atttypid = c.type::regtype and not a.attisdropped
  );
  if v_missing is not null then
    raise exception using errcode = '22023', message = 'invalid_signal_source',
      detail = format('%s has no %s.', new.relation, v_missing),
      hint = 'A source has the columns tenant_id text, item text and data jsonb: create a view that has them.';
  end if;
  return new;
end
$$;
comment on function private.validate_signal_source() is 'Trigger: a source of a signal has the columns that checks read.';
revoke all on function private.validate_signal_source() from public, anon, authenticated, service_role;

drop trigger if exists signal_sources_validate on private.signal_sources;
create trigger signal_sources_validate
  before insert or update on private.signal_sources
  for each row execute function private.validate_signal_source();
