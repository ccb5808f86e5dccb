-- A check's rule as one query over many tenants, or an error that names what is wrong with the rule. Nothing in the query is text of
-- the rule but literals. It answers (tenant_id, items, level, matched, value, names, result), a row for every tenant:
--   items: how many items the rule picked;  level: the first of its levels that holds, from 1
--   matched, value, names: of the items that made the level: how many, the worst measure, at most 100 keys, worst first
--   result: what a function said, for the evaluator sql; what was measured, for http
-- Its parameters: $1 tenant ids, $2 the instant, $3 time zones of the tenants, $4 facts of http checks, $5 the check's id.
-- API: private. Called by: validate_check_definition, evaluate_check.
create or replace function private.compile_check(evaluator text, rule jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_common constant text[] := array['levels', 'otherwise', 'none', 'on_error'];
  v_measure_type text := case compile_check.evaluator
    when 'threshold' then 'number' when 'change' then 'number' when 'expiry' then 'remaining' when 'freshness' then 'age'
    when 'backlog' then 'waiting' else 'none'
  end;
  v_levels jsonb := compile_check.rule -> 'levels';
  v_source text;
  v_where text;
  v_field text;
  v_measure text := 'null::numeric';
  v_flags text;
  v_level text;
  v_matches text;
  v_is_ascending boolean;
begin
  perform private.require_keys(compile_check.rule, v_common || case compile_check.evaluator
    when 'count' then array['signal', 'where']
    when 'threshold' then array['signal', 'where', 'field', 'abs', 'percent_of']
    when 'change' then array['signal', 'where', 'current', 'base']
    when 'sql' then array['function', 'arguments', 'per']
    when 'http' then array['url', 'method', 'headers', 'body', 'timeout', 'body_contains']
    else array['signal', 'where', 'field']
  end, 'rule');
  if octet_length(compile_check.rule::text) > 16384 then
    perform private.refuse_rule('rule', 'has more than 16 kB as text');
  end if;
  if jsonb_typeof(compile_check.rule -> 'otherwise') <> 'null' then
    perform private.require_outcome(compile_check.rule -> 'otherwise', '{}', 'otherwise');
  end if;
  if jsonb_typeof(compile_check.rule -> 'none') <> 'null' then
    perform private.require_outcome(compile_check.rule -> 'none', '{}', 'none');
  end if;
  if compile_check.rule ? 'on_error' then
    perform private.require_keys(compile_check.rule -> 'on_error', '{priority,title}', 'on_error');
    perform private.require_outcome(compile_check.rule -> 'on_error' || '{"status": "error"}', '{}', 'on_error');
  end if;

  if compile_check.evaluator = 'sql' then
    return private.compile_sql_check(compile_check.rule);
  end if;
  if compile_check.evaluator = 'http' then
    perform private.require_http_request(compile_check.rule);
    v_levels := coalesce(v_levels, private.default_http_levels());
    v_source := $sql$(
      select f.value ->> 'tenantId' as tenant_id, '' as item, f.value -> 'facts' as data
      from jsonb_array_elements($4) f
      where f.value ->> 'checkId' = $5
    ) r on r.tenant_id = t.tenant_id$sql$;
  else
    if jsonb_typeof(compile_check.rule -> 'signal') is distinct from 'string'
      or compile_check.rule ->> 'signal' !~ '^[a-z][a-z0-9_]{0,62}$' then
      perform private.refuse_rule('signal', 'must be the name of a signal: small letters, digits and underscores');
    end if;
    select format('%s r on r.tenant_id = t.tenant_id', s.relation) into v_source
    from private.signal_sources s
    where s.signal = compile_check.rule ->> 'signal';
    v_source := coalesce(v_source, format('public.tenant_signals r on r.tenant_id = t.tenant_id and r.signal = %L',
      compile_check.rule ->> 'signal'));
  end if;
  v_where := private.compile_conditions(compile_check.rule -> 'where', 'where');

  if compile_check.evaluator = 'change' then
    select format('case %s end', string_agg(format('when %s then %s', l.condition, l.position), ' ' order by l.position)) into v_level
    from private.compile_levels(v_levels, 'number', false) with ordinality l(condition, needed, total, is_ascending, position);
    return format($sql$
      -- Materialized: nobody's check looks into another tenant's items, not even to find that they are no numbers.
      with picked as materialized (
        select t.timezone, r.tenant_id, r.item, r.data from unnest($1::text[], $3::text[]) t(tenant_id, timezone) join %1$s
      ),
      sides as (
        select s.tenant_id, count(*)::integer as items, %2$s as current, %3$s as base
        from picked s
        where %4$s
        group by s.tenant_id, s.timezone
      ),
      measured as (
        select k.tenant_id, k.items, 100 * (k.current - k.base) / nullif(k.base, 0) as measure from sides k
      ),
      graded as (
        select s.tenant_id, case when s.measure is null then 0 else s.items end as items, s.measure, %5$s as level from measured s
      )
      select t.tenant_id, coalesce(g.items, 0) as items, g.level, case when g.level is null then 0 else g.items end as matched,
        private.describe_number(g.measure) as value, '{}'::text[] as names, null::jsonb as result
      from unnest($1::text[]) t(tenant_id)
      left join graded g on g.tenant_id = t.tenant_id
    $sql$, v_source, private.compile_aggregate(compile_check.rule -> 'current', 'current'),
      private.compile_aggregate(compile_check.rule -> 'base', 'base'), v_where, v_level);
  end if;

  if v_measure_type <> 'none' then
    v_field := private.compile_field(compile_check.rule -> 'field', 'field');
    v_measure := case v_measure_type
      when 'number' then v_field || '::numeric'
      when 'remaining' then format('(%s::timestamptz - $2)', v_field)
      else format('($2 - %s::timestamptz)', v_field)
    end;
    -- Only a check of freshness asks about what has no time at all.
    if compile_check.evaluator <> 'freshness' then
      v_where := format('%s and %s is not null', v_where, v_field);
    end if;
    if compile_check.evaluator = 'threshold' then
      v_measure := private.compile_threshold(compile_check.rule, v_measure);
    end if;
  end if;

  select string_agg(format('(%s) as l%s', l.condition, l.position), ', ' order by l.position),
    format('case %s end', string_agg(
      format('when count(*) filter (where f.l%s) >= %s and count(*) >= %s then %1$s', l.position, l.needed, l.total), ' ' order by l.position)),
    format('case g.level %s end', string_agg(format('when %s then f.l%1$s', l.position), ' ' order by l.position)),
    (array_agg(l.is_ascending order by l.position))[1]
  into v_flags, v_level, v_matches, v_is_ascending
  from private.compile_levels(v_levels, v_measure_type, true) with ordinality l(condition, needed, total, is_ascending, position);

  return format($sql$
    -- As above.
    with picked as materialized (
      select t.timezone, r.tenant_id, r.item, r.data from unnest($1::text[], $3::text[]) t(tenant_id, timezone) join %1$s
    ),
    measured as (
      select s.*, %2$s as measure from picked s where %3$s
    ),
    -- Materialized: judged once, though asked twice.
    flagged as materialized (
      select s.tenant_id, s.item, s.measure, %4$s from measured s
    ),
    graded as (
      select f.tenant_id, count(*)::integer as items, %5$s as level from flagged f group by f.tenant_id
    ),
    matches as (
      select f.tenant_id, count(*)::integer as matched, %7$s(f.measure) as worst,
        (array_agg(f.item order by f.measure %8$s nulls first, f.item))[1:100] as names
      from flagged f
      join graded g on g.tenant_id = f.tenant_id
      where %6$s
      group by f.tenant_id
    )
    select t.tenant_id, coalesce(g.items, 0) as items, g.level, coalesce(m.matched, 0) as matched, %9$s(m.worst) as value,
      coalesce(m.names, '{}') as names, %10$s as result
    from unnest($1::text[]) t(tenant_id)
    left join graded g on g.tenant_id = t.tenant_id
    left join matches m on m.tenant_id = t.tenant_id
  $sql$, v_source, v_measure, v_where, v_flags, v_level, v_matches,
    case when v_is_ascending then 'min' else 'max' end, case when v_is_ascending then 'asc' else 'desc' end,
    case when v_measure_type in ('age', 'waiting', 'remaining') then 'private.describe_age' else 'private.describe_number' end,
    case compile_check.evaluator when 'http' then '(select p.data from picked p where p.tenant_id = t.tenant_id limit 1)' else 'null::jsonb' end);
end
$$;
comment on function private.compile_check(text, jsonb) is 'The query of a check over many tenants; invalid_check_rule for what is no rule.';
revoke all on function private.compile_check(text, jsonb) from public, anon, authenticated, service_role;
