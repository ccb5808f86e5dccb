-- Deleting what others refer to never reads a whole table.
begin;
select plan(2);

select is_empty(
  $$select k.conrelid::regclass, k.conname from pg_constraint k
    where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not exists (
        select from pg_index i
        where i.indrelid = k.conrelid and i.indisvalid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '(% IS NOT NULL)')
      )$$,
  'every foreign key has an index that begins with its columns'
);
select isnt_empty(
  $$select from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace$$, 'and there are some'
);

select * from finish();
rollback;
