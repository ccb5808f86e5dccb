-- Indexes that a failed create index concurrently left behind: written to, and never read.
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
    where not i.indisvalid
      and not exists (
        select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid
      )
    order by 1
    limit 50
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every index is valid.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Indexes are invalid',
      'message', format('%s: reindex index concurrently, or drop it.', string_agg(i.name, ', ')),
      'data', jsonb_build_object('indexes', jsonb_agg(i.name))
    )
  end
  from invalid i;
$$;
comment on function private.check_invalid_indexes(text, timestamptz, jsonb) is 'Indexes that a failed create index concurrently left behind: written to, and never read.';
revoke all on function private.check_invalid_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
