-- Sequences, and the integer columns that they fill, that are nearly used up. arguments: {"warning_percent": 75, "alert_percent": 90,
-- "max_sequences": 500}. Reading a sequence locks it until the transaction ends, and there is room for a few thousand locks, so that of
-- more only those are read that have the fewest numbers.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_sequences(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with columns as (
    -- Columns whose default takes from a sequence may be narrower than it; an identity column is as wide as its own.
    select d.refobjid as sequence_oid, case a.atttypid when 'pg_catalog.int2'::regtype then 32767 else 2147483647 end as high
    from pg_catalog.pg_depend d
    join pg_catalog.pg_attrdef e on e.oid = d.objid
    join pg_catalog.pg_attribute a on a.attrelid = e.adrelid and a.attnum = e.adnum
    where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid = 0
      and a.atttypid in ('pg_catalog.int2'::regtype, 'pg_catalog.int4'::regtype)
  ),
  ranges as (
    select s.seqrelid, s.seqincrement, greatest(s.seqmin, max(-k.high - 1))::numeric as low, least(s.seqmax, min(k.high))::numeric as high
    from pg_catalog.pg_sequence s
    left join columns k on k.sequence_oid = s.seqrelid
    where not s.seqcycle
    group by s.seqrelid, s.seqincrement, s.seqmin, s.seqmax
  ),
  picked as materialized (
    select r.* from ranges r
    order by r.high - r.low, r.seqrelid
    limit coalesce((check_sequences.arguments ->> 'max_sequences')::integer, 500)
  ),
  used as (
    select p.seqrelid::regclass::text as name,
      case when p.seqincrement > 0 then v.last_value - p.low else p.high - v.last_value end * 100 / greatest(p.high - p.low, 1) as percent
    from picked p
    -- Those of other sessions' temporary tables cannot be read.
    join pg_catalog.pg_class c on c.oid = p.seqrelid and c.relpersistence <> 't'
    cross join lateral (
      select case when has_sequence_privilege(c.oid, 'usage, select') then pg_sequence_last_value(c.oid) end offset 0
    ) v(last_value)
  ),
  limits as (
    select coalesce((check_sequences.arguments ->> 'warning_percent')::numeric, 75) as warning,
      coalesce((check_sequences.arguments ->> 'alert_percent')::numeric, 90) as alert
  )
  select case
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', format('None of %s sequences%s is nearly used up.',
      (select count(*) from picked),
      (select ' (those with the fewest numbers, of ' || count(*) || ')' from ranges having count(*) > (select count(*) from picked))))
    else jsonb_build_object(
      'status', case when max(u.percent) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(u.percent) >= l.alert then 'urgent' else 'high' end,
      'title', 'A sequence runs out',
      'message', format('Used up by %s %%: %s. At 100 %% inserts fail: alter the column, and the sequence, to bigint.',
        round(max(u.percent), 1), private.list_names(array_agg(u.name order by u.percent desc, u.name), count(u.name))),
      'data', jsonb_build_object('sequences', jsonb_path_query_array(
        jsonb_agg(jsonb_build_object('name', u.name, 'percent', round(u.percent, 1)) order by u.percent desc, u.name), '$[0 to 19]'
      ))
    )
  end
  from limits l
  left join used u on u.percent >= l.warning
  group by l.alert;
$$;
comment on function private.check_sequences(text, timestamptz, jsonb) is 'Sequences, and the columns that they fill, that are nearly used up.';
revoke all on function private.check_sequences(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
