-- Foreign keys of large tables want an index that begins with their columns.
begin;
select plan(6);

create table customers (id integer primary key, region integer, unique (region, id));
create table orders (
  id integer primary key, customer_id integer constraint orders_customer references customers (id), region integer,
  constraint orders_region foreign key (region, customer_id) references customers (region, id)
);
insert into customers select n, 1 from generate_series(1, 10) n;
insert into orders select n, n, 1 from generate_series(1, 10) n;
select is(pg_temp.says('foreign_key_indexes', '{"min_rows": 10}'), 'ok', 'a table that was never analysed is not known to be large');
analyze orders;
select is(
  pg_temp.ask('foreign_key_indexes', '{"min_rows": 10}') -> 'data' -> 'keys',
  '["public.orders (customer_id)", "public.orders (region, customer_id)"]', 'ten rows are large if the argument says so'
);
select is(pg_temp.says('foreign_key_indexes', '{"min_rows": 11}'), 'ok', 'and small if not');
create index on orders (customer_id, region);
select is(pg_temp.says('foreign_key_indexes', '{"min_rows": 10}'), 'ok', 'one index serves both, in whatever order');
drop index orders_customer_id_region_idx;
create index on orders (customer_id) where customer_id > 5;
select is(
  pg_temp.says('foreign_key_indexes', '{"min_rows": 10, "except": ["public.orders_region"]}'), 'warning low',
  'one over some rows does not, and the exception is for the other key'
);
create index on orders (customer_id) where customer_id is not null;
select is(
  pg_temp.says('foreign_key_indexes', '{"min_rows": 10, "except": ["public.orders_region"]}'), 'ok', 'one over all that refer to something does'
);

select * from finish();
rollback;
