-- Which checks are asked about a tenant.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('brand', 'brand');
delete from check_definitions;
insert into check_definitions (id, tenant_id, title, category, roles, default_enabled, evaluator, rule)
select v.id, v.tenant_id, v.id, 'system', v.roles::text[], v.default_enabled, 'count', '{"signal": "a", "levels": [{"status": "ok"}]}'
from (values
  ('all', null, '{}', true), ('brands', null, '{brand}', true), ('off', null, '{}', false), ('both', null, '{brand,customer}', true),
  ('all', 'acme', '{}', true), ('own', 'acme', '{}', true)
) v(id, tenant_id, roles, default_enabled);
create function pg_temp.asked(tenant_id text, role text default null) returns setof text language sql as $$
  select concat_ws(' ', d.id, d.tenant_id, a.priority_override)
  from private.asked_checks(array[asked.tenant_id], array[coalesce(asked.role, (select t.role from tenants t where t.id = asked.tenant_id))]) a
  join check_definitions d using (definition_id)
  order by 1;
$$;
select results_eq($$select pg_temp.asked('brand')$$, array['all', 'both', 'brands'], 'those of its role and those for all that are on');
select results_eq($$select pg_temp.asked('acme')$$, array['all acme', 'both', 'own acme'], 'its own, one in the place of the common one');
select results_eq($$select pg_temp.asked('acme', 'brand')$$, array['all acme', 'both', 'brands', 'own acme'], 'or as another kind of tenant');
update tenant_settings set enabled_checks = '{off,own,unknown}' where tenant_id = 'acme';
select results_eq($$select pg_temp.asked('acme')$$, array['off', 'own acme'], 'a list is the whole list');
update tenant_settings set enabled_checks = '{}' where tenant_id = 'acme';
select is_empty($$select pg_temp.asked('acme')$$, 'an empty one too');
update tenant_settings set enabled_checks = null, priority_overrides = '{"both": "urgent"}' where tenant_id = 'acme';
select results_eq($$select pg_temp.asked('acme')$$, array['all acme', 'both urgent', 'own acme'], 'with the priority that the tenant gives');
update check_definitions set default_enabled = false where id = 'all' and tenant_id = 'acme';
select results_eq($$select pg_temp.asked('acme')$$, array['both urgent', 'own acme'], 'its own stays in the place of the common one, off');

select * from finish();
rollback;
