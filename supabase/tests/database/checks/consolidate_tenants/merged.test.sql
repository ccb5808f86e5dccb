-- A check that was in trouble on two days of the tenant counts once, at its worst; errors alone make no digest.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check('c' || n) from generate_series(1, 2) n;
select pg_temp.set_mood('acme', 'alert', n = 1, 'c' || n) from generate_series(1, 2) n;
select pg_temp.run_due('2026-03-01 23:00+00');
select pg_temp.set_mood('acme', 'alert', id => 'c1');
select pg_temp.run_due('2026-03-02 01:00+00');
select is((select count(*) from tenant_insights), 4::bigint, 'four insights');
select is(private.consolidate_tenants('2026-03-02 03:17+00'), 0, 'of two checks are no digest');
insert into tenant_insights (tenant_id, check_id, day, status, priority, title, text, block, occurred_at)
values ('acme', 'e', '2026-03-02', 'error', 'high', 'Raised', 'Raised', 'tenant_insights', '2026-03-02 01:00+00');
select is(private.consolidate_tenants('2026-03-02 03:17+00'), 0, 'nor with an error that is not urgent');
update tenant_insights set priority = 'urgent' where check_id = 'e';
select private.consolidate_tenants('2026-03-02 03:17+00');
select results_eq($$select r ->> 'checkId', r ->> 'status', r ->> 'priority' from guardian_alerts, jsonb_array_elements(details -> 'results') r
    where alert_type = 'tenant-digest'$$,
  $$values ('e', 'error', 'urgent'), ('c1', 'alert', 'urgent'), ('c2', 'alert', 'medium')$$, 'each check once, at its worst');

select * from finish();
rollback;
