-- A check of the platform is one for all tenants: so are its remediation, its cool-down and its maximum, and all their news wait for it.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant(t, 'super_user') from unnest(array['ann', 'bob', 'eve']) t;
create function private.check_broken(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb language sql stable set search_path = ''
as $$ select jsonb_build_object('status', s.data ->> 'status', 'message', 'It is so.') from public.tenant_signals s where s.signal = 'mood' $$;
insert into check_definitions (id, title, category, evaluator, rule)
values ('broken', 'Broken', 'system', 'sql', '{"function": "private.check_broken", "per": "platform"}');
select pg_temp.set_mood('ann', 'alert');
select pg_temp.make_remedy($$perform pg_temp.set_mood('ann', 'ok')$$);
insert into check_remediations (check_id, action, max_per_day) values ('broken', 'fix', 2);
update tenant_settings set enabled_checks = '{broken}', timezone = 'UTC', active_start_hour = null, active_end_hour = null,
  quiet_start_hour = null, quiet_end_hour = null;
update tenants set paused = true where id = 'eve';
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq($$select tenant_id, tenant_ids from remediation_runs$$, $$values ('ann', '{ann,bob}'::text[])$$, 'it is begun once');
select is_empty($$select * from pg_temp.told()$$, 'and nobody is told yet');
select pg_temp.remedy('2026-03-01 12:00:01+00');
select results_eq($$select * from pg_temp.told()$$, array['12:00 ok medium again', '12:00 ok medium again'], 'both are told once it is over');
select results_eq(
  $$select tenant_id, remediations -> 0 ->> 'statusAfter' from heartbeat_executions order by 1$$, $$values ('ann', 'ok'), ('bob', 'ok')$$,
  'and see what was done'
);
select pg_temp.make_member('bob', 'viewer') as bob, pg_temp.make_member('eve', 'owner') as eve into temp people;
grant select on people to authenticated;
select pg_temp.sign_in(bob) from people;
select results_eq($$select action from remediation_runs$$, array['fix'], 'each that waited for it reads its record');
select pg_temp.sign_out(); select pg_temp.sign_in(eve) from people;
select is_empty($$select from remediation_runs$$, 'and no other');
select pg_temp.sign_out();
select pg_temp.set_mood('ann', 'alert');
update tenants set paused = id <> 'eve';
select pg_temp.run_due('2026-03-01 12:05+00');
select is((select status || ' ' || reason from remediation_runs where tenant_id = 'eve'), 'skipped cooldown', 'the cool-down is everybody''s');
select results_eq($$select * from pg_temp.told() offset 2$$, array['12:05 alert medium'], 'and what is not waited for is told');

select * from finish();
rollback;
