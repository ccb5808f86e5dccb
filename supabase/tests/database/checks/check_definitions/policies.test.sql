-- Tenants have checks of their own, which call no function and no URL; common ones are the project's.
begin;
select plan(17);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'admin') as admin, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
create function pg_temp.add_check(tenant_id text, evaluator text default 'count', rule jsonb default '{"signal": "a", "levels": [{"status": "ok"}]}')
returns void language sql as $$
  insert into public.check_definitions (id, tenant_id, title, category, evaluator, rule)
  values ('mine', add_check.tenant_id, 'Mine', 'system', add_check.evaluator, add_check.rule);
$$;

select pg_temp.sign_in(admin) from people;
select lives_ok($$select pg_temp.add_check('acme')$$, 'an admin adds one to their tenant');
select throws_ok($$select pg_temp.add_check('acme')$$, '23505', null, 'but not twice');
select throws_ok($$select pg_temp.add_check('other')$$, '42501', null, 'nor to another');
select throws_ok($$select pg_temp.add_check(null)$$, '42501', null, 'nor to all');
select throws_ok($$update check_definitions set evaluator = 'http', rule = '{"url": "https://example.com"}' where id = 'mine'$$, '42501', null,
  'nor one that calls a URL');
select throws_ok($$update check_definitions set evaluator = 'sql', rule = '{"function": "private.check_nothing"}' where id = 'mine'$$,
  '22023', 'invalid_check_rule', 'nor a function that is not there');
select throws_ok($$update check_definitions set is_builtin = true$$, '42501', null, 'it did not come with Heartbase');
select is_empty($$update check_definitions set title = 'Mine' where tenant_id is null returning id$$, 'common ones stay as they are');
select is_empty($$delete from check_definitions where tenant_id is null returning id$$, 'and there');
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
select 'mine_' || n, 'acme', 'Mine', 'system', 'count', '{"signal": "a", "levels": [{"status": "ok"}]}' from generate_series(1, 99) n;
select is((select count(*) from check_definitions where tenant_id = 'acme'), 100::bigint, 'a tenant may have a hundred');
select throws_ok($$insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
  values ('more', 'acme', 'More', 'system', 'count', '{"signal": "a", "levels": [{"status": "ok"}]}')$$, 'PT409', 'too_many_checks', 'and no more');
delete from check_definitions where id like 'mine\_%';
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select is((select count(*) from check_definitions where tenant_id = 'acme'), 1::bigint, 'a member reads it');
select is_empty($$delete from check_definitions returning id$$, 'and does not remove it');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from check_definitions where tenant_id = 'acme'$$, 'a member of another tenant does not read it');
select isnt_empty($$select from check_definitions where tenant_id is null$$, 'but the common ones');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from check_definitions$$, '42501', null, 'anon reads none');
select pg_temp.as_service_role();
select lives_ok($$delete from check_definitions where id = 'mine'$$, 'the service role may do anything');

select * from finish();
rollback;
