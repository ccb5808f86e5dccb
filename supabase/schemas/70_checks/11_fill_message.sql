-- What a check says of a tenant. status is null when it says nothing. is_notable: not plain ok, which is what a rule has for the case
-- that none of its levels holds.
do $$
begin
  if to_regtype('private.check_result') is null then
    create type private.check_result as (
      tenant_id text, check_id text, agent text, category text, status text, priority text, title text, message text, data jsonb,
      items text[], action_url text, action_label text, is_notable boolean
    );
  end if;
end
$$;

-- The words of a message: {count} items that were looked at, {matched} of which made the result, {value} the worst measure, {items} the
-- first five keys. API: private. Called by: read_answers.
create or replace function private.fill_message(template text, items integer, matched integer, value text, names text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return replace(replace(replace(replace(fill_message.template,
    '{count}', fill_message.items::text),
    '{matched}', fill_message.matched::text),
    '{value}', coalesce(fill_message.value, 'unknown')),
    '{items}', array_to_string(fill_message.names[1:5], ', ')
      || case when fill_message.matched > 5 then format(' and %s more', fill_message.matched - 5) else '' end);
end
$$;
comment on function private.fill_message(text, integer, integer, text, text[]) is 'Fills the placeholders of a message.';
revoke all on function private.fill_message(text, integer, integer, text, text[]) from public, anon, authenticated, service_role;
