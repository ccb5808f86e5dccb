-- Users whose tenant has no row are found by what the service key wrote about them.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('known', 'brand');
insert into auth.users (id, email, created_at, raw_app_meta_data, raw_user_meta_data)
values
  ('00000000-0000-0000-0000-000000000001', 'a@example.com', '2026-01-02', '{"role": "dispensary", "tenant_id": "thrive"}', '{}'),
  ('00000000-0000-0000-0000-000000000002', 'b@example.com', '2026-01-01', '{"role": "dispensary", "org_id": "thrive"}', '{}'),
  ('00000000-0000-0000-0000-000000000003', 'c@example.com', '2026-01-03', '{"role": "super_user"}', '{}'),
  ('00000000-0000-0000-0000-000000000004', 'd@example.com', '2026-01-03', '{"role": "brand", "tenant_id": "known"}', '{}'),
  ('00000000-0000-0000-0000-000000000005', 'e@example.com', '2026-01-03', '{"role": "admin", "tenant_id": "unknown role"}', '{}'),
  ('00000000-0000-0000-0000-000000000006', 'f@example.com', '2026-01-03', '{}', '{"role": "super_user", "tenant_id": "self made"}');
select is(private.adopt_tenants('2026-03-01'), 2, 'two are made');
select results_eq(
  $$select id, name, role, uses_project_channels, created_at from tenants where id <> 'known' order by id$$,
  $$values
    ('00000000-0000-0000-0000-000000000003', 'c@example.com', 'super_user', true, timestamptz '2026-01-03'),
    ('thrive', 'thrive', 'dispensary', false, '2026-01-01')$$,
  'by tenant_id, org_id or the user, as old as their first user'
);
select bag_eq(
  $$select tenant_id, user_id::text, role from tenant_members$$,
  $$values
    ('thrive', '00000000-0000-0000-0000-000000000001', 'owner'), ('thrive', '00000000-0000-0000-0000-000000000002', 'owner'),
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000003', 'owner')$$,
  'their users own them; nobody joins one that has a row'
);
select is((select interval_minutes from tenant_settings where tenant_id = 'thrive'), 15, 'they have the settings of their role');
select is(private.adopt_tenants('2026-03-01'), 0, 'the second time none');
select is_empty($$select from tenants where id in ('self made', 'unknown role')$$, 'what users write of themselves does not count');

select * from finish();
rollback;
