-- A source has the columns that checks read.
begin;
select plan(3);

create view pg_temp.orders as select 'acme'::text as tenant_id, '1'::text as item, '{}'::jsonb as data;
create view pg_temp.numbers as select 1 as tenant_id, '1'::text as item;
select lives_ok($$insert into private.signal_sources values ('orders', 'pg_temp.orders')$$, 'with them it is taken');
select throws_ok($$insert into private.signal_sources values ('numbers', 'pg_temp.numbers')$$, '22023', 'invalid_signal_source',
  'without them it is not');
select throws_ok($$insert into private.signal_sources values ('No Name', 'pg_temp.orders')$$, '23514', null, 'nor without a name');

select * from finish();
rollback;
