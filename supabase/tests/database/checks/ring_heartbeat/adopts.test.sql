-- Thrive Syracuse no-tenant-doc fallback works: a user whose tenant has no row is found without a call of the edge function.
begin;
select plan(3);
select pg_temp.start_empty();
select pg_temp.configure_edge();
update private.tenant_adoption set adopted_at = null;

insert into auth.users (id, email, created_at, raw_app_meta_data)
values (gen_random_uuid(), 'thrive@example.com', '2026-01-01 00:00+00', '{"role": "customer", "tenant_id": "thrive"}');
select is(private.ring_heartbeat('2026-03-02 12:00+00'), true, 'the tenant is due at once');
select is((select role from tenants where id = 'thrive'), 'customer', 'it has its row');
select isnt(pg_temp.run_due('2026-03-02 12:00+00') -> 'thrive', null, 'and is looked at');

select * from finish();
rollback;
