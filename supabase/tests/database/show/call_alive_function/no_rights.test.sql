-- What a boot check runs has no rights of its own.
begin;
select plan(7);
select pg_temp.start_empty();

create function alive_probes.who() returns jsonb language sql as 'select to_jsonb(current_user::text)';
create function alive_probes.reads() returns boolean language sql as 'select exists (select from public.app_settings)';
create function alive_probes.reads_vault() returns boolean language sql as 'select exists (select from vault.decrypted_secrets)';
create function alive_probes.climbs() returns boolean language plpgsql as $$
begin
  set local role postgres;
  return true;
end
$$;
create function alive_probes.reads_as_owner() returns boolean language sql security definer set search_path = ''
  as 'select not exists (select from public.app_settings)';
select is(private.call_alive_function('who'), '"alive_prober"'::jsonb, 'it runs as alive_prober');
select throws_ok($$select private.call_alive_function('reads')$$, '42501', null, 'which reads no table');
select throws_ok($$select private.call_alive_function('reads_vault')$$, '42501', null, 'and no secret');
select throws_ok($$select private.call_alive_function('climbs')$$, '42501', null, 'and becomes nobody else');
select is(private.call_alive_function('reads_as_owner'), 'true'::jsonb, 'one that its author made SECURITY DEFINER reads');
select throws_ok($$select private.call_alive_function('who() --')$$, '42883', null, 'a name is a name');
select bag_eq(
  $$select c.oid::regclass::text from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p(privilege)
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'vault'::regnamespace, 'auth'::regnamespace)
      and c.relkind in ('r', 'p', 'v') and has_table_privilege('alive_prober', c.oid, p.privilege)$$,
  array[]::text[], 'no table is open to the role'
);

select * from finish();
rollback;
