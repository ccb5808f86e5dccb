-- With thousands of tables its size is what the catalog says, since asking for each file would take too long.
begin;
select plan(2);
select pg_temp.start_empty();

update pg_class set reltuples = 4999 where oid = 'pg_class'::regclass;
-- Others write meanwhile: it is what it was before, or what it is afterwards, or between the two.
select pg_database_size(current_database()) as bytes into temp before;
select (pg_temp.ask('database_size', '{"max_bytes": 1}') #>> '{data,bytes}')::bigint as bytes into temp told;
select ok(
  t.bytes between least(b.bytes, a.bytes) and greatest(b.bytes, a.bytes), 'below 5000 it is exact'
)
from before b, told t, (select pg_database_size(current_database()) as bytes) a;
update pg_class set reltuples = 5000 where oid = 'pg_class'::regclass;
select is(
  (pg_temp.ask('database_size', '{"max_bytes": 1}') #>> '{data,bytes}')::bigint, (select sum(relpages) * 8192 from pg_class),
  'from 5000 on it is the sum of the pages'
);

select * from finish();
rollback;
