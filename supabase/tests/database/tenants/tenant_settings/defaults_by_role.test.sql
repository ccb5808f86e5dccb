-- The settings of a new tenant are the defaults of its role.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant(r, r) from unnest(array['super_user', 'dispensary', 'brand', 'customer']) r;
select results_eq(
  $$select tenant_id, interval_minutes, active_start_hour::int, active_end_hour::int, quiet_start_hour::int, quiet_end_hour::int, timezone,
      channels, enabled_checks, priority_overrides, suppress_all_clear, enabled, last_run_at
    from tenant_settings order by 1$$,
  $$values
    ('brand', 60, 8, 20, null::int, null::int, 'America/New_York', '{dashboard,email}'::text[], null::text[], '{}'::jsonb, true, true,
      null::timestamptz),
    ('customer', 60, null, null, null, null, 'UTC', '{dashboard}', null, '{}', true, true, null),
    ('dispensary', 15, 9, 21, null, null, 'America/New_York', '{dashboard}', null, '{}', true, true, null),
    ('super_user', 30, 7, 22, 22, 7, 'America/New_York', '{dashboard,email}', null, '{}', true, true, null)$$,
  'those of the roles that are there'
);
insert into tenant_roles (role, title, interval_minutes, timezone) values ('clinic', 'Clinic', 5, 'Asia/Kathmandu');
select pg_temp.make_tenant('clinic', 'clinic');
select results_eq(
  $$select interval_minutes, timezone from tenant_settings where tenant_id = 'clinic'$$, $$values (5, 'Asia/Kathmandu')$$,
  'and of a role of one''s own'
);
delete from tenants where id = 'clinic';
select is_empty($$select from tenant_settings where tenant_id = 'clinic'$$, 'they go with the tenant');

select * from finish();
rollback;
