-- A timestamp as RFC 3339 writes it, with its zone; null when it is none. Words such as infinity or tomorrow are none.
-- API: private. Called by: what reads timestamps that clients sent.
create or replace function private.parse_timestamp(moment text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if parse_timestamp.moment ~* '^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}:\d{2}(\.\d{1,12})?(z|[+-]\d{2}:\d{2})$' then
    return parse_timestamp.moment::timestamptz;
  end if;
  return null;
exception
  when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
    return null;
end
$$;
comment on function private.parse_timestamp(text) is 'An RFC 3339 timestamp, or null.';
revoke all on function private.parse_timestamp(text) from public, anon, authenticated, service_role;
