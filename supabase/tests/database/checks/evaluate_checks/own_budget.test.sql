-- What a tenant's own checks take is the tenant's: past a budget none of them is begun, and nobody else's is left out.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
select id, tenant_id, 'Own', 'system', 'count', '{"signal": "mood", "levels": [{"status": "warning"}], "otherwise": {"status": "ok"}}'
from unnest(array['a', 'b']) id, unnest(array['acme', 'other']) tenant_id order by tenant_id, id;
-- Every common check is asked after them.
select pg_temp.make_mood_check('late');
create function pg_temp.said(budget interval) returns setof text language sql as $$
  select concat_ws(' ', tenant_id, check_id, status) from private.evaluate_checks('{acme,other}', '{customer,customer}', now(), '[]', said.budget) order by 1;
$$;
select results_eq($$select pg_temp.said('1 minute')$$,
  array['acme a ok', 'acme b ok', 'acme late ok', 'acme mood ok', 'other a ok', 'other b ok', 'other late ok', 'other mood ok'],
  'within the budget all are asked');
select results_eq($$select pg_temp.said('0')$$,
  array['acme a ok', 'acme b error', 'acme late ok', 'acme mood ok', 'other a ok', 'other b error', 'other late ok', 'other mood ok'],
  'past it each tenant has had the first of its own, and the common ones');
select is(
  (select message from private.evaluate_checks('{acme}', '{customer}', now(), '[]', '0') where check_id = 'b'),
  'This check could not be made: the tenant''s own checks before it took more than 0 s together. Report fewer items, or simplify them.',
  'it says why, and what to do');
select is(
  (select parameter_default from information_schema.parameters where specific_name like 'evaluate_checks%' and parameter_name = 'own_budget'),
  '''00:00:02''::interval', 'the budget is 2 seconds');

select * from finish();
rollback;
