-- A heartbeat stays a HOT update: no index holds a column that it changes.
begin;
select plan(3);

select bag_eq(
  $$select a.attname::text collate "default"
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = 'tetrahedrons'::regclass$$,
  array['id', 'next_check_at', 'tenant_id', 'vertices'], 'only the id, next_check_at, vertices and the tenant are indexed'
);
select is_empty(
  $$select indexrelid::regclass from pg_index
    where indrelid = 'tetrahedrons'::regclass and (indexprs is not null or indpred is not null)$$,
  'with no expression and no condition'
);
select is((select reloptions @> '{fillfactor=70}' from pg_class where oid = 'tetrahedrons'::regclass), true,
  'and pages have room for the new versions');

select * from finish();
rollback;
