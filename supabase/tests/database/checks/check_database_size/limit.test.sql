-- Where the plan's limit is given, the database is told to be full in time.
begin;
select plan(6);
select pg_temp.start_empty();

-- With so much of what is allowed in use. Others write meanwhile, and vacuum takes empty pages away: what counts was said of a size
-- that was the same before and after.
create function pg_temp.filled(part numeric, arguments jsonb default '{}') returns text language plpgsql as $$
declare
  v_bytes bigint;
  v_said text;
begin
  loop
    v_bytes := pg_database_size(current_database());
    v_said := pg_temp.says('database_size', jsonb_build_object('max_bytes', floor(v_bytes / filled.part)) || filled.arguments);
    exit when pg_database_size(current_database()) = v_bytes;
  end loop;
  return v_said;
end
$$;
select is(pg_temp.says('database_size'), 'ok', 'without a limit nothing is told');
select is(pg_temp.filled(0.8), 'warning high', 'at 80 % it warns');
select is(pg_temp.filled(0.79), 'ok', 'at 79 % it is well');
select is(pg_temp.filled(0.95), 'alert urgent', 'at 95 % it alerts');
select is(pg_temp.filled(1, '{"alert_percent": 100}'), 'alert urgent', 'full is full');
select is(
  pg_temp.filled(0.5, '{"warning_percent": 50, "alert_percent": 60}'), 'warning high', 'the percentages are arguments'
);

select * from finish();
rollback;
