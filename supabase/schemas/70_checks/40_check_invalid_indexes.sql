-- Indexes that a failed create index concurrently left behind: written to, and never read. Those that are being made or dropped just now
-- are left out, and so are those of partitioned tables, which hold nothing themselves.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_invalid_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with invalid as (
    select i.indexrelid::regclass::text as name
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    where not i.indisvalid
      and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.relid = i.indrelid)
      and not exists (
        select from pg_catalog.pg_locks l where l.relation = i.indexrelid and l.mode = 'ShareUpdateExclusiveLock'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every index is valid.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Indexes are invalid',
      'message', format('Written to and never read: %s. For each: reindex index concurrently …, or drop index concurrently …; see first whether its rows are unique.',
        private.list_names(array_agg(i.name order by i.name), count(*))),
      'data', jsonb_build_object('indexes', to_jsonb((array_agg(i.name order by i.name))[1:50]))
    )
  end
  from invalid i;
$$;
comment on function private.check_invalid_indexes(text, timestamptz, jsonb) is 'Indexes that a failed create index concurrently left behind.';
revoke all on function private.check_invalid_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
