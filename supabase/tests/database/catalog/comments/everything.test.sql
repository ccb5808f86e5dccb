-- Everything says what it is for.
begin;
select plan(5);

select is_empty(
  $$select c.oid::regclass from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
      and (not c.relispartition or c.relname like '%default') and obj_description(c.oid, 'pg_class') is null$$,
  'every table and view'
);
select is_empty(
  $$select c.oid::regclass, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
      and col_description(c.oid, a.attnum) is null$$,
  'every column of a table in public'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and obj_description(p.oid, 'pg_proc') is null$$,
  'every function'
);
select is_empty(
  $$select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and obj_description(c.oid, 'pg_class') is null
      -- A partition's is its parent's.
      and not c.relispartition
      and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))$$,
  'every index that is not a key''s'
);
select isnt(obj_description('private'::regnamespace, 'pg_namespace'), null, 'and the schema');

select * from finish();
rollback;
