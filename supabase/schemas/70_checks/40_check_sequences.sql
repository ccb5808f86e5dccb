-- Sequences, and the integer columns that they fill, that are nearly used up. arguments: {"warning_percent": 75,
-- "alert_percent": 90}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_sequences(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with used as (
    select format('%I.%I', n.nspname, c.relname) as name,
      round(q.last_value * 100.0 / least(s.seqmax, case t.typname when 'int2' then 32767 when 'int4' then 2147483647 else s.seqmax end), 1) as percent
    from pg_catalog.pg_sequence s
    join pg_catalog.pg_class c on c.oid = s.seqrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequences q on q.schemaname = n.nspname and q.sequencename = c.relname
    left join pg_catalog.pg_depend d on d.objid = c.oid and d.classid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0
      and d.deptype in ('a', 'i')
    left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    left join pg_catalog.pg_type t on t.oid = a.atttypid
    where not s.seqcycle and s.seqincrement > 0 and q.last_value is not null
  ),
  limits as (
    select coalesce((check_sequences.arguments ->> 'warning_percent')::numeric, 75) as warning,
      coalesce((check_sequences.arguments ->> 'alert_percent')::numeric, 90) as alert
  )
  select case
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', 'No sequence is nearly used up.')
    else jsonb_build_object(
      'status', case when max(u.percent) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(u.percent) >= l.alert then 'urgent' else 'high' end,
      'title', 'A sequence runs out',
      'message', format('%s: %s %% used. Then inserts fail: change the column and the sequence to bigint.',
        string_agg(u.name, ', ' order by u.percent desc), max(u.percent)),
      'data', jsonb_build_object('sequences', jsonb_agg(to_jsonb(u) order by u.percent desc))
    )
  end
  from limits l
  left join used u on u.percent >= l.warning
  group by l.alert;
$$;
comment on function private.check_sequences(text, timestamptz, jsonb) is 'Sequences, and the integer columns that they fill, that are nearly used up.';
revoke all on function private.check_sequences(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
