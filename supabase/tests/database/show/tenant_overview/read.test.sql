-- How tenants are doing, for those who may know.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('beta'), pg_temp.make_tenant('young', 'customer', '2026-03-01 00:00+00');
select pg_temp.make_member('acme', 'viewer') as viewer_id into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check('mood'), pg_temp.make_mood_check('weather');
select pg_temp.set_mood('acme', 'alert'), pg_temp.set_mood('acme', 'warning', false, 'weather');
update tenants set paused = true where id = 'beta';
select pg_temp.run_due('2026-03-04 17:00+00');

select pg_temp.sign_in(viewer_id) from people;
select results_eq($$select id, member_role from tenant_overview$$, $$values ('acme', 'viewer')$$, 'a member sees their tenant');
select results_eq(
  $$select overall_status, counts, last_run_at, next_run_at from tenant_overview$$,
  $$values ('has_alerts', '{"error": 0, "alert": 1, "warning": 1}'::jsonb, timestamptz '2026-03-04 17:00+00',
    timestamptz '2026-03-04 18:00+00')$$,
  'what the last execution found, and when the next one is due'
);
select is(private.next_tenant_run('beta'), null, 'when others are due is not theirs to know');
select pg_temp.sign_in_as_admin();
select results_eq(
  $$select id, paused, overall_status, next_run_at, member_role from tenant_overview where id <> 'acme' order by id$$,
  $$values ('beta', true, null, null::timestamptz, null), ('young', false, null, timestamptz '2026-03-08 00:00+00', null)$$,
  'one that is paused is not due, a new one when it is old enough'
);
select is((select count(*) from tenant_overview), 3::bigint, 'an admin of the application sees all');
select pg_temp.sign_out();
select pg_temp.set_mood('acme', 'ok'), pg_temp.set_mood('acme', 'ok', false, 'weather');
select pg_temp.run_due('2026-03-04 18:00+00');
select pg_temp.sign_in(viewer_id) from people;
select is((select overall_status from tenant_overview), 'all_clear', 'the newest execution counts');
select is((select counts from tenant_overview), '{"error": 0, "alert": 0, "warning": 0}', 'and what is going on now');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from tenant_overview$$, '42501', null, 'anon sees nothing');

select * from finish();
rollback;
