-- Row level security is on for every table, and every policy names its roles.
begin;
select plan(4);

select is_empty(
  $$select c.oid::regclass from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
      and not c.relrowsecurity$$,
  'there is no table without it'
);
select is_empty(
  $$select p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and (p.polroles = '{0}' or 'anon'::regrole = any (p.polroles))$$,
  'there is no policy for everybody or anon'
);
select is_empty(
  $$select p.polname from pg_policy p where p.polcmd = '*' and p.polrelid::regclass::text not like 'cron.%'$$,
  'there is a policy for each command, not one for all'
);
select is_empty(
  $$select c.oid::regclass from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_policy p where p.polrelid = c.oid)$$,
  'there is no table in public that no user can reach'
);

select * from finish();
rollback;
