-- Views run as their caller, so that row level security holds through them.
begin;
select plan(1);

select is_empty(
  $$select c.oid::regclass from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))$$,
  'there is no view that runs as its owner'
);

select * from finish();
rollback;
