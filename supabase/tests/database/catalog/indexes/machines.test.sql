-- A report stays a HOT update: no index holds a column that it changes.
begin;
select plan(2);

select bag_eq(
  $$select a.attname::text collate "default"
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = 'machines'::regclass$$,
  array['id', 'id', 'name', 'next_check_at', 'status', 'tenant_id', 'user_id'],
  'only the id, next_check_at, the tenant, the user, the name and the status, which the evaluator changes, are indexed'
);
select is((select reloptions @> '{fillfactor=70}' from pg_class where oid = 'machines'::regclass), true,
  'and pages have room for the new versions');

select * from finish();
rollback;
