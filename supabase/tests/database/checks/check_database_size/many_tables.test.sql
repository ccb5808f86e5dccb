-- With thousands of tables its size is what the catalog says, since asking for each file would take too long.
begin;
select plan(2);
select pg_temp.start_empty();

-- Whether what is told is what this expression says. Others write meanwhile: what counts was told while that did not change.
create function pg_temp.told(expression text) returns boolean language plpgsql as $$
declare
  v_before bigint;
  v_told bigint;
  v_after bigint;
begin
  loop
    execute 'select ' || told.expression into v_before;
    v_told := (pg_temp.ask('database_size', '{"max_bytes": 1}') #>> '{data,bytes}')::bigint;
    execute 'select ' || told.expression into v_after;
    exit when v_before = v_after;
  end loop;
  return v_told = v_before;
end
$$;
update pg_class set reltuples = 4999 where oid = 'pg_class'::regclass;
select ok(pg_temp.told('pg_database_size(current_database())'), 'below 5000 it is exact');
update pg_class set reltuples = 5000 where oid = 'pg_class'::regclass;
select ok(pg_temp.told('(select sum(relpages) * 8192 from pg_class)'), 'from 5000 on it is the sum of the pages');

select * from finish();
rollback;
