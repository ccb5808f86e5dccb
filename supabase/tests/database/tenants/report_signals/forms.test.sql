-- One item, several, all of them, or events.
begin;
select plan(12);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select report_signals('other', '[{"signal": "stock", "item": "a", "data": {"quantity": 1}}]');
select pg_temp.as_service_role();

select is(report_signals('acme', '[
  {"signal": "usage", "data": {"percent": 93}},
  {"signal": "stock", "item": "a", "data": {"quantity": 3}},
  {"signal": "stock", "items": {"b": {"quantity": 4}, "c": {"quantity": 5}}}
]'), '{"stored": 4, "removed": 0}', 'four items');
select results_eq(
  $$select signal, item, data from tenant_signals where tenant_id = 'acme' order by 1, 2$$,
  $$values ('stock', 'a', '{"quantity": 3}'::jsonb), ('stock', 'b', '{"quantity": 4}'), ('stock', 'c', '{"quantity": 5}'),
    ('usage', '', '{"percent": 93}')$$, 'are stored by signal and item'
);
select is(report_signals('acme', '[{"signal": "stock", "item": "a", "data": null}, {"signal": "stock", "items": {"b": null, "d": {}}}]'),
  '{"stored": 1, "removed": 2}', 'null removes an item');
select bag_eq($$select item from tenant_signals where tenant_id = 'acme' and signal = 'stock'$$, array['c', 'd'], 'that one');
select is(report_signals('acme', '[{"signal": "stock", "items": {"d": {"quantity": 9}, "e": {}}, "replace": true}]'),
  '{"stored": 2, "removed": 1}', 'replace');
select results_eq(
  $$select item, data from tenant_signals where tenant_id = 'acme' and signal = 'stock' order by 1$$,
  $$values ('d', '{"quantity": 9}'::jsonb), ('e', '{}')$$, 'leaves these and no others'
);
select is(report_signals('acme', '[{"signal": "stock", "items": {}, "replace": true}]'), '{"stored": 0, "removed": 2}', 'or none at all');
select is(report_signals('acme', '[{"signal": "usage", "data": {"percent": 1}}, {"signal": "usage", "data": {"percent": 2}}]'),
  '{"stored": 1, "removed": 0}', 'of two reports of an item');
select is((select data from tenant_signals where tenant_id = 'acme' and signal = 'usage'), '{"percent": 2}', 'the later one counts');
select is(report_signals('acme', '[{"signal": "orders", "append": [{"total": 1}, {"total": 1}]}]'), '{"stored": 2, "removed": 0}',
  'events are kept side by side');
select results_eq(
  $$select distinct expires_at from tenant_signals where signal = 'orders'$$, $$select now() + interval '35 days'$$,
  'for as long as the setting says'
);
select is((select data from tenant_signals where tenant_id = 'other'), '{"quantity": 1}', 'another tenant''s stay as they are');

select * from finish();
rollback;
