-- Such as 2 alerts; null for none. API: private. Called by: describe_news.
create or replace function private.count_of(count bigint, noun text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when count_of.count > 0 then format('%s %s%s', count_of.count, count_of.noun, case when count_of.count > 1 then 's' end) end;
$$;
comment on function private.count_of(bigint, text) is 'Such as 2 alerts; null for none.';
revoke all on function private.count_of(bigint, text) from public, anon, authenticated, service_role;
