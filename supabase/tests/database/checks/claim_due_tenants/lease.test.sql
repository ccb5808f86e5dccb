-- An execution that is never finished becomes a failure, and its tenant is due again.
begin;
select plan(9);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

select private.claim_due_tenants('2026-03-01 12:00+00') as ids into temp first_claim;
select is(cardinality(private.claim_due_tenants('2026-03-01 12:02:59.999999+00')), 0, 'while the lease lasts nobody else gets it');
select private.claim_due_tenants('2026-03-01 12:03+00') as ids into temp second_claim;
select is((select cardinality(ids) from second_claim), 1, 'then somebody does');
select results_eq(
  $$select tenant_id, execution_id, kind, occurred_at, recovered_at from heartbeat_failures$$,
  $$select 'acme', ids[1], 'abandoned', timestamptz '2026-03-01 12:03+00', null::timestamptz from first_claim$$, 'the first one failed'
);
create function pg_temp.run(ids uuid[], now_at timestamptz) returns jsonb language sql as $$
  select private.run_claims(jsonb_build_array(jsonb_build_object('executionId', ids[1])), run.now_at);
$$;
select is(pg_temp.run(ids, '2026-03-01 12:03:01+00'), '[]', 'whoever lost the lease records nothing') from first_claim;
select is(jsonb_array_length(pg_temp.run(ids, '2026-03-01 12:03:02+00')), 1, 'whoever has it does') from second_claim;
select is(pg_temp.run(ids, '2026-03-01 12:03:03+00'), '[]', 'once') from second_claim;
select is((select count(*) from heartbeat_executions), 1::bigint, 'there is one execution');
select results_eq($$select recovered_at from heartbeat_failures$$, array[timestamptz '2026-03-01 12:03:02+00'], 'which ends the failure');
select is(cardinality(private.claim_due_tenants('2026-03-01 12:30+00')), 0, 'and the interval begins');

select * from finish();
rollback;
