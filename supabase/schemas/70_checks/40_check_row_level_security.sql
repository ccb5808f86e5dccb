-- Tables in public that anybody with the publishable key reaches, since row level security is off.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_row_level_security(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with open_tables as (
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relrowsecurity
      and (has_table_privilege('anon', c.oid, 'select, insert, update, delete')
        or has_table_privilege('authenticated', c.oid, 'select, insert, update, delete'))
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1
    limit 50
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table in public that clients reach has row level security.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'Tables are open to everybody',
      'message', format('%s: clients reach every row. alter table … enable row level security, and write policies.', string_agg(t.name, ', ')),
      'data', jsonb_build_object('tables', jsonb_agg(t.name))
    )
  end
  from open_tables t;
$$;
comment on function private.check_row_level_security(text, timestamptz, jsonb) is 'Tables in public that anybody with the publishable key reaches, since row level security is off.';
revoke all on function private.check_row_level_security(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
