-- Tenants that have no row are found once an hour, and looked at like others.
begin;
select plan(6);
select pg_temp.start_empty();
update private.tenant_adoption set adopted_at = null;

insert into auth.users (id, email, created_at, raw_app_meta_data)
values ('00000000-0000-0000-0000-000000000001', 'thrive@example.com', '2026-01-01', '{"role": "brand", "tenant_id": "thrive"}');
select pg_temp.make_tenant('acme');
select bag_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-02 15:00+00'))$$, array['acme', 'thrive'],
  'Tenant discovery finds tenants with + without `tenants` doc');
select is((select user_id from heartbeat_executions where tenant_id = 'thrive'), '00000000-0000-0000-0000-000000000001', 'one is found for its user');
select is((select role from heartbeat_executions where tenant_id = 'thrive'), 'brand', 'in the user''s role');
insert into auth.users (id, email, created_at, raw_app_meta_data)
values ('00000000-0000-0000-0000-000000000002', 'samui@example.com', '2026-01-01', '{"role": "brand", "tenant_id": "samui"}');
select is(pg_temp.run_due('2026-03-02 15:59:59+00'), '{}', 'users are not read each time');
select isnt(pg_temp.run_due('2026-03-02 16:00+00') -> 'samui', null, 'but once an hour');
insert into auth.users (id, email, created_at, raw_app_meta_data)
values ('00000000-0000-0000-0000-000000000003', 'new@example.com', '2026-03-02', '{"role": "brand", "tenant_id": "new"}');
select is(pg_temp.run_due('2026-03-02 18:00+00') -> 'new', null, 'a tenant is as new as its user');

select * from finish();
rollback;
