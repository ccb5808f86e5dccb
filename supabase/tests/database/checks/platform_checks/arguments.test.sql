-- The arguments that a definition states are those that its function has by itself, so that leaving one out changes nothing.
begin;
select plan(1);
select pg_temp.start_empty();

create function pg_temp.answer(function text, arguments jsonb) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  execute format('select %s(null, now(), $1)', answer.function) into v_answer using answer.arguments;
  return v_answer;
end
$$;
-- What the source says: …arguments ->> 'after')::interval, interval '5 minutes').
create function pg_temp.default_of(function text, key text) returns text language sql as $$
  select coalesce(
    (regexp_match(p.prosrc, format('''%s''\)::(?:interval, interval ''|[a-z]+, )([^'')]+)', default_of.key)))[1],
    case when p.prosrc like format('%%arguments -> ''%s''%%', default_of.key) then 'list' end
  )
  from pg_proc p
  -- One hands its arguments on.
  where p.oid = to_regproc(replace(default_of.function, 'check_failed_sign_ins', 'judge_sign_ins'));
$$;
select results_eq(
  $$select d.id, a.key, case jsonb_typeof(a.value) when 'array' then 'list' else a.value #>> '{}' end
    from check_definitions d, jsonb_each(d.rule -> 'arguments') a
    where d.is_builtin and d.evaluator = 'sql' order by 1, 2$$,
  $$select d.id, a.key, pg_temp.default_of(d.rule ->> 'function', a.key)
    from check_definitions d, jsonb_each(d.rule -> 'arguments') a
    where d.is_builtin and d.evaluator = 'sql' order by 1, 2$$,
  'all of them'
);

select * from finish();
rollback;
