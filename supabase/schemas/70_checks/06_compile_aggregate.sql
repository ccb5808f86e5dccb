-- One side of a change as SQL: an aggregate of the items s within a window of time. API: private. Called by: compile_check.
create or replace function private.compile_aggregate(operand jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_aggregate text := operand ->> 'aggregate';
  v_today constant text := '(date_trunc(''day'', $2 at time zone s.timezone) at time zone s.timezone)';
  v_filter text;
  v_end text := '$2';
  v_time text;
  v_sql text;
begin
  perform private.require_keys(operand,
    array['aggregate', 'field', 'where', 'time', 'window', 'offset', 'divide_by', 'pro_rata'], compile_aggregate.key);
  if coalesce(v_aggregate, '') not in ('count', 'sum', 'avg', 'min', 'max') then
    perform private.refuse_rule(compile_aggregate.key || '.aggregate', 'must be count, sum, avg, min or max');
  end if;
  if (v_aggregate = 'count') = (operand ? 'field') then
    perform private.refuse_rule(compile_aggregate.key || '.field', 'goes with sum, avg, min and max, which need it, and not with count');
  end if;
  v_filter := private.compile_conditions(operand -> 'where', compile_aggregate.key || '.where');
  if (operand ? 'time') <> (operand ? 'window') or operand ? 'offset' and not operand ? 'window' then
    perform private.refuse_rule(compile_aggregate.key || '.window', 'needs time, the field that it goes by, and time needs window');
  end if;
  if operand ? 'window' then
    v_time := private.compile_field(operand -> 'time', compile_aggregate.key || '.time') || '::timestamptz';
    if operand -> 'offset' = '"today"' then
      v_end := v_today;
    elsif operand ? 'offset' then
      v_end := '($2 - ' || private.compile_interval(operand -> 'offset', compile_aggregate.key || '.offset') || ')';
    end if;
    v_filter := v_filter || case
      when operand -> 'window' = '"today"' then format(' and %s >= %s and %1$s <= %3$s', v_time, v_today, v_end)
      else format(' and %s > %s - %s and %1$s <= %2$s', v_time, v_end,
        private.compile_interval(operand -> 'window', compile_aggregate.key || '.window'))
    end;
  end if;
  v_sql := case v_aggregate
    when 'count' then format('(count(*) filter (where %s))::numeric', v_filter)
    when 'sum' then format('coalesce(sum(%s::numeric) filter (where %s), 0)',
      private.compile_field(operand -> 'field', compile_aggregate.key || '.field'), v_filter)
    else format('%s(%s::numeric) filter (where %s)', v_aggregate,
      private.compile_field(operand -> 'field', compile_aggregate.key || '.field'), v_filter)
  end;
  if operand ? 'divide_by' then
    v_sql := format('(%s) / %s', v_sql, private.compile_number(operand -> 'divide_by', compile_aggregate.key || '.divide_by'));
    if (operand -> 'divide_by')::numeric <= 0 then
      perform private.refuse_rule(compile_aggregate.key || '.divide_by', 'must be more than 0');
    end if;
  end if;
  if operand ? 'pro_rata' then
    perform private.require_keys(operand -> 'pro_rata', '{start_hour,hours}', compile_aggregate.key || '.pro_rata');
    v_sql := format('(%s) * least(1, greatest(0, (extract(epoch from ($2 at time zone s.timezone)::time) / 3600 - %s) / %s))', v_sql,
      private.compile_number(operand #> '{pro_rata,start_hour}', compile_aggregate.key || '.pro_rata.start_hour'),
      private.compile_number(operand #> '{pro_rata,hours}', compile_aggregate.key || '.pro_rata.hours'));
    if (operand #> '{pro_rata,start_hour}')::numeric not between 0 and 23 or (operand #> '{pro_rata,hours}')::numeric not between 1 and 24 then
      perform private.refuse_rule(compile_aggregate.key || '.pro_rata', 'is a start_hour from 0 to 23 and hours from 1 to 24');
    end if;
  end if;
  return v_sql;
end
$$;
comment on function private.compile_aggregate(jsonb, text) is 'SQL for one side of a change.';
revoke all on function private.compile_aggregate(jsonb, text) from public, anon, authenticated, service_role;
