-- What is wrong with an entry of report_signals, or null. API: private. Called by: store_signals.
create or replace function private.signal_entry_error(entry jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(e) is distinct from 'object' then 'is not an object'
    when jsonb_typeof(e -> 'signal') is distinct from 'string' or e ->> 'signal' !~ '^[a-z][a-z0-9_]{0,62}$'
      then 'needs signal: a name of small letters, digits and underscores'
    when (e ? 'data')::integer + (e ? 'items')::integer + (e ? 'append')::integer <> 1
      then 'needs one of data, items and append'
    when exists (select from jsonb_object_keys(e) k where k not in ('signal', 'item', 'data', 'items', 'replace', 'append'))
      then 'has a key that is not known: '
        || (select min(k) from jsonb_object_keys(e) k where k not in ('signal', 'item', 'data', 'items', 'replace', 'append'))
    when e ? 'item' and not e ? 'data' then 'has item, which goes with data'
    when e ? 'item' and (jsonb_typeof(e -> 'item') <> 'string' or char_length(e ->> 'item') not between 1 and 200)
      then 'needs item as text of 1 to 200 characters'
    when e ? 'replace' and (not e ? 'items' or jsonb_typeof(e -> 'replace') <> 'boolean') then 'needs replace as true or false, with items'
    when e ? 'data' and jsonb_typeof(e -> 'data') not in ('object', 'null') then 'needs data as an object, or null to remove the item'
    when e ? 'items' and (
      jsonb_typeof(e -> 'items') <> 'object'
      or exists (
        select from jsonb_each(e -> 'items') i
        where char_length(i.key) not between 1 and 200 or jsonb_typeof(i.value) not in ('object', 'null')
      )
    ) then 'needs items as an object: keys of 1 to 200 characters, each with an object, or null to remove the item'
    when e ? 'append' and (
      jsonb_typeof(e -> 'append') <> 'array'
      or exists (select from jsonb_array_elements(e -> 'append') i where jsonb_typeof(i) <> 'object')
    ) then 'needs append as an array of objects'
    when octet_length((e -> 'data')::text) > 10240
      or e ? 'items' and exists (select from jsonb_each(e -> 'items') i where octet_length(i.value::text) > 10240)
      or e ? 'append' and exists (select from jsonb_array_elements(e -> 'append') i where octet_length(i::text) > 10240)
      then 'has an item of more than 10 kB (10240 bytes as text)'
  end
  from (values (signal_entry_error.entry)) v(e);
$$;
comment on function private.signal_entry_error(jsonb) is 'What is wrong with an entry of report_signals, or null.';
revoke all on function private.signal_entry_error(jsonb) from public, anon, authenticated, service_role;
