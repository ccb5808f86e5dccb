-- An operator's tenant is asked all of them; what they find is told like any other result.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('operators', 'super_user');
select pg_temp.make_tenant('customers', 'customer');
create table open_to_all (id integer primary key);
grant select on open_to_all to anon;
create temporary table answers as
select r.* from private.evaluate_checks('{operators,customers}', '{super_user,customer}', now()) r
join check_definitions d on d.id = r.check_id and d.evaluator = 'sql';
select is(
  (select count(*) from answers),
  (select count(*) from check_definitions where is_builtin and evaluator = 'sql' and default_enabled), 'each once, and not of customers'
);
select is_empty($$select * from answers where tenant_id <> 'operators'$$, 'whose platform it is not');
select results_eq(
  $$select check_id, status, priority, title from answers where check_id = 'row_level_security'$$,
  $$values ('row_level_security', 'alert', 'urgent', 'Tables are open to everybody')$$, 'one finds something'
);
select is_empty($$select * from answers where status = 'error'$$, 'and none raises');

select * from finish();
rollback;
