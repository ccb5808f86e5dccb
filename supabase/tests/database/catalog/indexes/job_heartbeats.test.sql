-- A heartbeat stays a HOT update: no index holds a column that it changes.
begin;
select plan(3);

select bag_eq(
  $$select a.attname::text collate "default"
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = 'job_heartbeats'::regclass$$,
  array['job_name', 'next_check_at', 'tenant_id'], 'only the name, next_check_at and the tenant are indexed'
);
select is_empty(
  $$select indexrelid::regclass from pg_index
    where indrelid = 'job_heartbeats'::regclass and (indexprs is not null or indpred is not null)$$,
  'with no expression and no condition'
);
select is((select reloptions @> '{fillfactor=70}' from pg_class where oid = 'job_heartbeats'::regclass), true,
  'and pages have room for the new versions');

select * from finish();
rollback;
