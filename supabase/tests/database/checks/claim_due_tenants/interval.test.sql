-- A tenant is looked at once per interval.
begin;
select plan(9);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
update tenant_settings set interval_minutes = 15;

select is(cardinality(private.claim_due_tenants('2026-03-01 12:00:10+00')), 1, 'a tenant that was never looked at is due');
select is(cardinality(private.claim_due_tenants('2026-03-01 12:00:11+00')), 0, 'not twice at once');
select private.run_claims((select jsonb_agg(jsonb_build_object('executionId', execution_id)) from private.tenant_run_states), '2026-03-01 12:00:20+00');
select is(pg_temp.run_due('2026-03-01 12:14:59.999999+00'), '{}', 'Interval backoff prevents re-running before interval expires');
select is((select last_run_at from tenant_settings), timestamptz '2026-03-01 12:00:20+00', 'which is known');
select isnt(pg_temp.run_due('2026-03-01 12:15+00'), '{}', 'then it is');
select isnt(pg_temp.run_due('2026-03-01 12:32:31+00'), '{}', 'a run that comes late');
select results_eq($$select next_run_at from private.tenant_run_states$$, array[timestamptz '2026-03-01 12:47+00'], 'moves those after it');
update tenant_settings set interval_minutes = 5;
select results_eq($$select next_run_at from private.tenant_run_states$$, array[timestamptz '2026-03-01 12:37+00'], 'a shorter interval counts at once');
update tenant_settings set interval_minutes = 60;
select results_eq($$select next_run_at from private.tenant_run_states$$, array[timestamptz '2026-03-01 12:37+00'], 'a longer one from the next time on');

select * from finish();
rollback;
