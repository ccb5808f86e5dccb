-- Refuses a value that the setting's type or bounds do not allow, so that reading a setting never fails.
-- Called by: trigger app_settings_validate. SECURITY DEFINER: admins change settings, but may not read their definitions.
create or replace function private.validate_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_definition private.setting_definitions;
  v_in_bounds boolean := true;
begin
  select d.* into v_definition from private.setting_definitions d where d.key = new.key;
  new.updated_at := now();
  if not found then
    return new;
  end if;
  begin
    case v_definition.value_type
      when 'interval' then
        v_in_bounds := new.value::interval between v_definition.minimum::interval and v_definition.maximum::interval;
      when 'duration' then
        v_in_bounds := coalesce(
          private.parse_duration(new.value)
            between private.parse_duration(v_definition.minimum) and private.parse_duration(v_definition.maximum),
          false
        );
      when 'integer' then
        v_in_bounds := new.value::integer between v_definition.minimum::integer and v_definition.maximum::integer;
      when 'url' then
        v_in_bounds := new.value ~ '^https?://[^\s/@?#]+(/[^\s?#]*)?$';
      else
        null;
    end case;
  exception
    when invalid_text_representation or invalid_datetime_format or datetime_field_overflow
      or interval_field_overflow or numeric_value_out_of_range then
      v_in_bounds := false;
  end;
  if not v_in_bounds then
    raise exception using
      errcode = '22023',
      message = 'invalid_setting',
      detail = format('%L is not a valid value for %s.', new.value, new.key),
      hint = case v_definition.value_type
        when 'url' then 'Give an absolute URL such as https://<project-ref>.supabase.co'
        when 'duration' then format('Give a duration such as 30s, 2m or 1h30m, from %s to %s.', v_definition.minimum,
          v_definition.maximum)
        else format('Give an %s from %s to %s, such as %s.', v_definition.value_type, v_definition.minimum,
          v_definition.maximum, v_definition.default_value)
      end;
  end if;
  return new;
end
$$;
comment on function private.validate_setting() is 'Trigger: refuses invalid values of known settings with a clear error.';
revoke all on function private.validate_setting() from public, anon, authenticated, service_role;
