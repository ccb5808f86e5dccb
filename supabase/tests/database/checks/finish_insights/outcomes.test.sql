-- What became of an insight: written, off, failed, or to be tried again an hour later, five times at most.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check(c) from unnest(array['a', 'b', 'c', 'd']) c;
select pg_temp.set_mood('acme', 'alert', id => c) from unnest(array['a', 'b', 'c', 'd']) c;
select pg_temp.run_due('2026-03-01 17:00+00');
select private.lease_insights(50, '2026-03-02 03:17+00') as claim into temp claimed;
create function pg_temp.outcomes(outcome text) returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('insightId', insight_id, 'outcome', case check_id when 'a' then 'written' when 'b' then 'off' when 'c' then 'failed' else outcome end,
    'error', 'because')) from tenant_insights
$$;
select is(private.settle_insights(gen_random_uuid(), pg_temp.outcomes('retry'), '2026-03-02 03:18+00'), 0, 'another''s lease counts for nothing');
select is(private.settle_insights((claim ->> 'lease')::uuid, pg_temp.outcomes('retry'), '2026-03-02 03:18+00'), 4, 'the lease''s own counts') from claimed;
select results_eq($$select check_id, letta_state, last_error, lease from tenant_insights order by 1$$,
  $$values ('a', 'written', 'because', null::uuid), ('b', 'off', 'because', null), ('c', 'failed', 'because', null), ('d', 'pending', 'because', null)$$,
  'each is what became of it');
select is(private.lease_insights(50, '2026-03-02 04:17:59.999999+00') -> 'insights', '[]', 'nothing is due before an hour is over');
update tenant_insights set attempts = 4 where check_id = 'd';
select private.lease_insights(50, '2026-03-02 04:18+00') as claim into temp again;
select is(jsonb_array_length(claim -> 'insights'), 1, 'then it is tried again') from again;
select private.settle_insights((claim ->> 'lease')::uuid, pg_temp.outcomes('retry'), '2026-03-02 04:18+00') from again;
select is((select letta_state from tenant_insights where check_id = 'd'), 'failed', 'and given up after the fifth time');
select throws_ok($$select finish_insights(gen_random_uuid(), '[{"insightId": 1, "outcome": "lost"}]')$$, '22023', 'invalid_outcomes', 'no other outcome');
select pg_temp.sign_in_as_admin();
select throws_ok($$select finish_insights(gen_random_uuid(), '[]')$$, '42501', null, 'it is for the service role');

select * from finish();
rollback;
