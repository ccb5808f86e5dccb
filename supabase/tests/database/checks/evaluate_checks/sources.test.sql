-- Signals are reported, or read from a table or view; of each tenant its own.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
insert into check_definitions (id, title, category, evaluator, rule)
values ('orders', 'Orders', 'system', 'count', '{"signal": "orders", "levels": [{"status": "warning", "message": "{matched}: {items}"}], "none": {"status": "ok"}}');
select report_signals('acme', '[{"signal": "orders", "items": {"r1": {}, "r2": {}}}, {"signal": "others", "items": {"r3": {}}}]');
create function pg_temp.said() returns setof text language sql as $$
  select tenant_id || ' ' || status || ' ' || message from private.evaluate_checks('{acme,other}', '{customer,customer}') order by 1;
$$;
select results_eq($$select pg_temp.said()$$, array['acme warning 2: r1, r2', 'other ok All is well.'], 'what a tenant reported is its own');
create table private.shop_orders (customer text, number int);
insert into private.shop_orders values ('acme', 7), ('other', 8), ('other', 9), ('stranger', 10);
create view private.order_signals as select customer as tenant_id, number::text as item, '{}'::jsonb as data from private.shop_orders;
insert into private.signal_sources values ('orders', 'private.order_signals');
select results_eq($$select pg_temp.said()$$, array['acme warning 1: 7', 'other warning 2: 8, 9'], 'what a view says stands for what was reported');
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
values ('all_orders', 'acme', 'Orders', 'system', 'count', '{"signal": "orders", "levels": [{"status": "warning", "message": "{matched}: {items}"}]}');
select bag_eq($$select pg_temp.said()$$, array['acme warning 1: 7', 'acme warning 1: 7', 'other warning 2: 8, 9'],
  'a tenant''s own check sees no more than its own');

delete from check_definitions where not is_builtin;
delete from private.signal_sources;
insert into check_definitions (id, title, category, evaluator, rule) values
  ('more', 'More', 'system', 'count', '{"signal": "numbers", "where": [{"field": "x", "gt": 1}], "levels": [{"status": "warning"}]}'),
  ('much', 'Much', 'system', 'threshold', '{"signal": "numbers", "field": "x", "levels": [{"gt": 1, "status": "warning"}]}'),
  ('changed', 'Changed', 'system', 'change', '{"signal": "numbers", "current": {"aggregate": "sum", "field": "x"},
    "base": {"aggregate": "count"}, "levels": [{"gt": 1, "status": "warning"}]}');
create table private.numbers (tenant_id text, item text, data jsonb);
insert into private.numbers values ('other', '', '{"x": "secret"}'), ('acme', '', '{"x": 2}');
insert into private.signal_sources values ('numbers', 'private.numbers');
create function pg_temp.statuses(tenants text[]) returns setof text language sql as $$
  select tenant_id || ' ' || check_id || ' ' || status
  from private.evaluate_checks(tenants, array_fill('customer'::text, array[cardinality(tenants)])) order by 1;
$$;
select results_eq($$select pg_temp.statuses('{acme}')$$, array['acme changed warning', 'acme more warning', 'acme much warning'],
  'what another tenant has in it does not matter, wherever it is');
select results_eq($$select pg_temp.statuses('{acme,other}')$$, array['acme changed warning', 'acme more warning', 'acme much warning',
  'other changed error', 'other more error', 'other much error'], 'but to that tenant');

select * from finish();
rollback;
