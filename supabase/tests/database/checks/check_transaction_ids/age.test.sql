-- The age of the oldest transaction id.
begin;
select plan(4);

create temporary table oldest as
select max(greatest(age(datfrozenxid), mxid_age(datminmxid))) as age from pg_database;
select is(pg_temp.says('transaction_ids'), 'ok', 'in a new database it is low');
select is(pg_temp.says('transaction_ids', jsonb_build_object('warning', (select age + 1 from oldest))), 'ok', 'below the argument too');
select is(pg_temp.says('transaction_ids', jsonb_build_object('warning', (select age from oldest))), 'warning high', 'at it, it warns');
select is(
  pg_temp.says('transaction_ids', jsonb_build_object('warning', 1, 'alert', (select age from oldest))), 'alert urgent', 'and alerts'
);

select * from finish();
rollback;
