-- Every function of the platform pack is a check of whoever runs the platform.
begin;
select plan(4);

select bag_eq(
  $$select d.rule ->> 'function' from check_definitions d where d.evaluator = 'sql' and d.is_builtin and d.roles = '{super_user}'$$,
  $$select p.oid::regproc::text from pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname like 'check\_%' and p.proargtypes = '25 1184 3802'
      and p.prorettype = 'jsonb'::regtype$$,
  'the list is complete'
);
select is_empty(
  $$select d.id from check_definitions d
    where d.evaluator = 'sql' and d.is_builtin and (d.rule ->> 'per' <> 'platform' or d.rule ->> 'function' <> 'private.check_' || d.id)$$,
  'each is asked once a batch, and has the name of its function'
);
select ok((select count(*) from check_definitions d where d.is_builtin and d.rule ->> 'per' = 'platform') >= 25, 'there are 25 and more');
select is(
  (select default_enabled from check_definitions where id = 'project_api'), false, 'the API is asked once somebody has given its address'
);

select * from finish();
rollback;
