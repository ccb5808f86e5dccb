-- With thousands of tables its size is what the catalog says, since asking for each file would take too long.
begin;
select plan(2);
select pg_temp.start_empty();

update pg_class set reltuples = 4999 where oid = 'pg_class'::regclass;
-- But for what is written meanwhile.
select ok(
  abs((pg_temp.ask('database_size', '{"max_bytes": 1}') #>> '{data,bytes}')::bigint - pg_database_size(current_database())) < 1000000,
  'below 5000 it is exact'
);
update pg_class set reltuples = 5000 where oid = 'pg_class'::regclass;
select is(
  (pg_temp.ask('database_size', '{"max_bytes": 1}') #>> '{data,bytes}')::bigint, (select sum(relpages) * 8192 from pg_class),
  'from 5000 on it is the sum of the pages'
);

select * from finish();
rollback;
