-- No caller decides what a name within our functions means.
begin;
select plan(2);

select is_empty(
  $$select p.oid::regprocedure from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not coalesce(p.proconfig @> '{"search_path=\"\""}', false)$$,
  'every function pins its search_path to nothing'
);
select is_empty(
  $$select p.proname from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    group by 1 having count(*) > 1$$,
  'and none is overloaded'
);

select * from finish();
rollback;
