-- Actions run without rights of their own: what they may do is what their author decided.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
create function private.who(tenant_id text) returns text language sql as $$ select current_user::text || ' for ' || tenant_id $$;
create function private.take() returns void language sql as $$ delete from public.tenants $$;
create function private.escape() returns void language plpgsql as $$ begin set role postgres; end $$;
create function private.two(tenant_id text, check_id text) returns boolean language sql as $$ select tenant_id = 'acme' and check_id = 'mood' $$;
create function private.three(tenant_id text, check_id text, result jsonb) returns json language sql as $$ select to_json(result ->> 'status') $$;
create function private.four(tenant_id text, check_id text, result jsonb, arguments jsonb) returns integer language sql as $$ select (arguments ->> 'n')::int $$;
create function private.one(arguments jsonb) returns integer language sql as $$ select (arguments ->> 'n')::int + 1 $$;
insert into private.remediation_actions (name, kind, target, description)
select n, 'rpc', 'private.' || n, 'x' from unnest(array['who', 'take', 'escape', 'two', 'three', 'four', 'one']) n;
insert into check_remediations (check_id, action, arguments, cooldown)
select 'mood', n, '{"n": 4}', '10 days' from unnest(array['who', 'take', 'escape', 'two', 'three', 'four', 'one']) n;
select pg_temp.set_mood('acme', 'alert');
update tenant_settings set interval_minutes = 5;
select pg_temp.run_due('2026-03-01 12:00+00'), pg_temp.remedy('2026-03-01 12:00+00');
select pg_temp.run_due('2026-03-01 12:05+00'), pg_temp.remedy('2026-03-01 12:05+00');
select pg_temp.run_due('2026-03-01 12:10+00'), pg_temp.remedy('2026-03-01 12:10+00');
select pg_temp.run_due('2026-03-01 12:15+00'), pg_temp.remedy('2026-03-01 12:15+00');
select pg_temp.run_due('2026-03-01 12:20+00'), pg_temp.remedy('2026-03-01 12:20+00');
select pg_temp.run_due('2026-03-01 12:25+00'), pg_temp.remedy('2026-03-01 12:25+00');
select pg_temp.run_due('2026-03-01 12:30+00'), pg_temp.remedy('2026-03-01 12:30+00');
select results_eq(
  $$select action, result, error from remediation_runs where status <> 'skipped' order by started_at$$,
  $$values
    ('who', '"remediator for acme"'::jsonb, null),
    ('take', null, '42501 permission denied for table tenants'),
    ('escape', null, '42501 cannot set parameter "role" within security-definer function'),
    ('two', '"true"', null), ('three', '"alert"', null), ('four', '"4"', null), ('one', '"5"', null)$$,
  'each is called as remediator, with as much as it takes'
);
select isnt_empty($$select from tenants$$, 'and could not do what remediator may not');

-- What was validated when it was written is looked up again.
drop function private.who(text);
update check_remediations set cooldown = '0' where action = 'who';
select pg_temp.run_due('2026-03-01 12:35+00'), pg_temp.remedy('2026-03-01 12:35+00');
select is((select error from remediation_runs order by started_at desc, status limit 1),
  'PT404 remediation_function_not_found', 'a function that is gone is a failure');
create function public.who(tenant_id text) returns text language sql as $$ select 'elsewhere' $$;
select pg_temp.run_due('2026-03-01 12:40+00'), pg_temp.remedy('2026-03-01 12:40+00');
select is((select error from remediation_runs order by started_at desc, status limit 1),
  'PT404 remediation_function_not_found', 'and not looked for elsewhere');

-- Nobody but the project calls it.
select pg_temp.make_member('acme', 'owner') as owner into temp people;
grant select on people to authenticated;
select pg_temp.sign_in(owner) from people;
select throws_ok($$select call_remediation(gen_random_uuid(), gen_random_uuid())$$, '42501', null, 'an owner of the tenant calls nothing');
select throws_ok($$select finish_remediation(gen_random_uuid(), gen_random_uuid())$$, '42501', null, 'and finishes nothing');
select throws_ok($$select private.call_remediation_function('private.four', 'acme', 'x', '{}', '{}')$$, '42501', null, 'also by another way');
select pg_temp.sign_in_as_anon();
select throws_ok($$select call_remediation(gen_random_uuid(), gen_random_uuid())$$, '42501', null, 'nor does anon');
select pg_temp.as_service_role();
select throws_ok($$select call_remediation(gen_random_uuid(), gen_random_uuid())$$, 'PT409', 'remediation_lease_lost', 'the service role needs a lease');

select * from finish();
rollback;
