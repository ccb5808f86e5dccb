-- Who is paused, switched off, or new is left alone.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('paused'), pg_temp.make_tenant('off'), pg_temp.make_tenant('on'),
  pg_temp.make_tenant('new', 'customer', '2026-03-01 12:00+00');
update tenants set paused = true where id = 'paused';
update tenant_settings set enabled = false where tenant_id = 'off';
select results_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-05 12:00+00'))$$, array['on'], 'No false positives (new orgs <7 days skipped; paused orgs skipped)');
select results_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-08 11:59:59.999999+00'))$$, array['on'], 'not one of less than 7 days');
select results_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-08 12:00+00'))$$, array['new'], 'one of 7 days is');
update tenants set paused = false where id = 'paused';
select bag_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-08 13:00+00'))$$, array['new', 'on', 'paused'], 'nor is one once it goes on');
insert into app_settings (key, value) values ('tenant_minimum_age', '0');
select pg_temp.make_tenant('newest', 'customer', '2026-03-08 13:05+00');
select results_eq($$select jsonb_object_keys(pg_temp.run_due('2026-03-08 13:05+00'))$$, array['newest'], 'the age is a setting');

select * from finish();
rollback;
