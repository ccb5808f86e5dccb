-- Which role may look into which schema.
begin;
select plan(8);

select bag_eq(
  $$select n.nspname::text collate "default", r.role
    from pg_namespace n, unnest(array['public', 'anon', 'authenticated', 'service_role', 'app_service']) r(role)
    where n.nspname = 'private' and has_schema_privilege(r.role, n.oid, 'usage')$$,
  $$values ('private', 'authenticated'), ('private', 'service_role')$$,
  'views need private for signed-in callers; anon and app_service do not see it'
);
select is_empty(
  $$select r.role from unnest(array['anon', 'authenticated', 'service_role', 'app_service']) r(role)
    where has_schema_privilege(r.role, 'private', 'create')$$,
  'nobody makes objects in it'
);
select is_empty(
  $$select c.oid::regclass, r.role
    from pg_class c, unnest(array['anon', 'authenticated', 'service_role', 'app_service']) r(role)
    where c.relnamespace = 'private'::regnamespace and c.relkind = 'S' and has_sequence_privilege(r.role, c.oid, 'usage')$$,
  'nor uses its sequences'
);
select bag_eq(
  $$select r.role, p.privilege
    from unnest(array['public', 'anon', 'authenticated', 'service_role', 'app_service', 'alive_prober']) r(role),
      unnest(array['usage', 'create']) p(privilege)
    where has_schema_privilege(r.role, 'alive_probes', p.privilege)$$,
  $$values ('alive_prober', 'usage')$$,
  'only the owner of the database puts functions into alive_probes'
);
select bag_eq(
  $$select p.oid::regproc::text from pg_proc p where p.proowner = 'alive_prober'::regrole$$, array['private.call_alive_function'],
  'and alive_prober owns nothing but what calls them'
);
select bag_eq(
  $$select p.oid::regproc::text from pg_proc p where p.proowner = 'remediator'::regrole$$, array['private.call_remediation_function'],
  'nor does remediator own more than what calls the functions of remediations'
);
select is_empty(
  $$select c.oid::regclass, p.privilege
    from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p(privilege)
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v')
      and has_table_privilege('remediator', c.oid, p.privilege)$$,
  'which may read and write nothing'
);
select bag_eq(
  $$select p.oid::regproc::text from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and has_function_privilege('remediator', p.oid, 'execute')$$,
  array[
    'private.call_remediation_function', 'private.find_remediation_function', 'private.remedy_idle_transactions',
    'private.remedy_schedules', 'private.remedy_stale_statistics'
  ],
  'and call nothing but what is written for it'
);

select * from finish();
rollback;
