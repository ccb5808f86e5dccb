-- The project attaches actions to checks; members of tenants see what is attached for them, without the arguments.
begin;
select plan(17);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger, pg_temp.make_user('nobody@example.com') as nobody into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
select 'own', 'acme', title, category, evaluator, rule from check_definitions where id = 'mood';

select pg_temp.as_service_role();
insert into check_remediations (check_id, action) values ('mood', 'fix');
insert into check_remediations (check_id, tenant_id, action) values ('mood', 'acme', 'fix');
select results_eq(
  $$select tenant_id, on_statuses, cooldown, max_per_day, enabled from check_remediations order by id$$,
  $$values (null, '{alert,error}'::text[], interval '1 hour', 5, true), ('acme', '{alert,error}', '1 hour', 5, true)$$, 'the service role attaches'
);
select throws_ok($$insert into check_remediations (check_id, action) values ('mood', 'fix')$$, '23505', null, 'once');
select throws_ok($$insert into check_remediations (check_id, action) values ('mood', 'pg_sleep')$$, '23503', null, 'what is in the list');
select throws_ok($$insert into check_remediations (check_id, action) values ('own', 'fix')$$, '22023', 'invalid_check_remediation',
  'to a common check when only its id is given');
select throws_ok(
  $$insert into check_remediations (check_id, definition_id, action) select id, definition_id, 'fix' from check_definitions where id = 'own'$$,
  '22023', 'invalid_check_remediation', 'and to a tenant''s own for that tenant only'
);
select lives_ok(
  $$insert into check_remediations (check_id, definition_id, tenant_id, action)
    select id, definition_id, tenant_id, 'fix' from check_definitions where id = 'own'$$, 'which is possible'
);
select throws_like($$insert into check_remediations (check_id, action, on_statuses) values ('mood', 'fix', '{ok}')$$, '%on_statuses_known%', 'not about what is ok');
select throws_like($$insert into check_remediations (check_id, action, max_per_day) values ('mood', 'fix', 0)$$, '%max_per_day_bounds%', 'at least once a day');
select throws_like($$insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '-1 s')$$, '%cooldown_bounds%', 'after no time or more');

select pg_temp.sign_out(); select pg_temp.sign_in(owner) from people;
select results_eq($$select check_id, tenant_id from check_remediations order by id$$, $$values ('mood', null), ('mood', 'acme'), ('own', 'acme')$$, 'an owner sees what is for all and for the tenant');
select throws_ok($$select arguments from check_remediations$$, '42501', null, 'but not with which arguments');
select throws_ok($$insert into check_remediations (check_id, action) values ('mood', 'fix')$$, '42501', null, 'and attaches nothing');
select throws_ok($$update check_remediations set enabled = true$$, '42501', null, 'nor changes anything');
select pg_temp.sign_out(); select pg_temp.sign_in(stranger) from people;
select results_eq($$select tenant_id from check_remediations$$, array[null::text], 'a member of another tenant sees what is for all');
select pg_temp.sign_out(); select pg_temp.sign_in(nobody) from people;
select is_empty($$select id from check_remediations$$, 'a user without a tenant sees nothing');
select pg_temp.sign_in_as_admin();
select is((select count(*) from check_remediations), 3::bigint, 'an admin sees all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select id from check_remediations$$, '42501', null, 'anon nothing');

select * from finish();
rollback;
