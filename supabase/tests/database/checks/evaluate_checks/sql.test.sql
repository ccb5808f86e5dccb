-- A function answers, for each tenant or once for all.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
create sequence private.calls;
create function private.check_tried(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb language sql set search_path = '' as $$
  select jsonb_build_object('status', arguments ->> 'status', 'message', format('%s %s %s', coalesce(tenant_id, 'all'), now_at at time zone 'UTC',
    pg_catalog.nextval('private.calls')));
$$;
create function pg_temp.said() returns setof text language sql as $$
  select concat_ws(' ', tenant_id, status, priority, message) from private.evaluate_checks('{acme,other}', '{customer,customer}', '2026-03-01') order by 1;
$$;
insert into check_definitions (id, title, category, evaluator, rule)
values ('tried', 'Tried', 'system', 'sql', '{"function": "private.check_tried", "arguments": {"status": "warning"}}');
select results_eq($$select pg_temp.said()$$,
  array['acme warning medium acme 2026-03-01 00:00:00 1', 'other warning medium other 2026-03-01 00:00:00 2'], 'for each tenant');
update check_definitions set rule = rule || '{"per": "platform"}' where id = 'tried';
select results_eq($$select pg_temp.said()$$,
  array['acme warning medium all 2026-03-01 00:00:00 3', 'other warning medium all 2026-03-01 00:00:00 3'], 'once for all');
set local enable_nestloop = off;
select results_eq($$select pg_temp.said()$$,
  array['acme warning medium all 2026-03-01 00:00:00 4', 'other warning medium all 2026-03-01 00:00:00 4'], 'whatever the plan');
reset enable_nestloop;
update check_definitions set rule = jsonb_set(rule, '{arguments,status}', '"fine"') where id = 'tried';
select results_eq($$select status from private.evaluate_checks('{acme}', '{customer}')$$, array['error'], 'a status that is not known is an error');
create or replace function private.check_tried(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb language sql set search_path = '' as 'select null::jsonb';
select results_eq($$select status from private.evaluate_checks('{acme}', '{customer}')$$, array[null::text], 'null is no result');
create schema shop;
create function shop.check_shop(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb language sql as 'select ''{"status": "ok"}''::jsonb';
select throws_ok($$update check_definitions set rule = '{"function": "shop.check_shop"}' where id = 'tried'$$, '22023', 'invalid_check_rule',
  'a function elsewhere is not called');
insert into private.check_functions values ('shop.check_shop');
select lives_ok($$update check_definitions set rule = '{"function": "shop.check_shop"}' where id = 'tried'$$, 'unless the owner registered it');
delete from private.check_functions;
select results_eq($$select status from private.evaluate_checks('{acme}', '{customer}')$$, array['error'], 'and only for as long');

select * from finish();
rollback;
