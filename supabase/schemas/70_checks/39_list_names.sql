-- Names for a message: 'a, b and 3 more'. count: how many there are, of which names need to be the first ten only.
-- API: private. Called by: checks of the platform.
create or replace function private.list_names(names text[], count bigint)
returns text
language sql
immutable
set search_path = ''
as $$
  select concat_ws(' and ', array_to_string(list_names.names[1:10], ', '),
    nullif(greatest(list_names.count - least(cardinality(list_names.names), 10), 0), 0) || ' more');
$$;
comment on function private.list_names(text[], bigint) is 'The first ten names, and how many more there are.';
revoke all on function private.list_names(text[], bigint) from public, anon, authenticated, service_role;
