-- Sequences that are nearly used up.
begin;
select plan(7);

create table orders (id integer generated always as identity primary key);
select is(pg_temp.says('sequences'), 'ok', 'a new one is not');
select setval('orders_id_seq', 1608900000);
select is(pg_temp.says('sequences'), 'ok', 'at 74.9 % it is well');
select setval('orders_id_seq', 1610612736);
select is(
  pg_temp.ask('sequences'),
  '{"status": "warning", "priority": "high", "title": "A sequence runs out", "data": {"sequences": [{"name": "public.orders_id_seq", "percent": 75.0}]},
    "message": "Used up by 75.0 %: public.orders_id_seq. At 100 % inserts fail: alter the column, and the sequence, to bigint."}'::jsonb,
  'at 75 % it warns'
);
select is(pg_temp.says('sequences', '{"alert_percent": 75}'), 'alert urgent', 'what alerts is an argument');
select is(pg_temp.says('sequences', '{"warning_percent": 75.1}'), 'ok', 'and what warns');
select setval('orders_id_seq', 2147483647);
select is(pg_temp.says('sequences'), 'alert urgent', 'at its end it alerts');
alter table orders alter id type bigint;
select is(pg_temp.says('sequences'), 'ok', 'as a bigint it has room');

select * from finish();
rollback;
