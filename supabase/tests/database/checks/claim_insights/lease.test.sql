-- Insights are handed out to one writer at a time, and again when it never finished.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme', 'brand');
select pg_temp.make_mood_check(c) from unnest(array['a', 'b']) c;
update tenant_settings set enabled_checks = '{a,b}';
select pg_temp.set_mood('acme', 'alert', id => c) from unnest(array['a', 'b']) c;
select pg_temp.run_due('2026-03-01 17:00+00');
create function pg_temp.hand_out(at timestamptz, max integer default 50) returns text language sql as $$
  select string_agg(i ->> 'checkId', ',') from jsonb_array_elements(private.lease_insights(hand_out.max, hand_out.at) -> 'insights') i
$$;
select is(
  private.lease_insights(1, '2026-03-02 03:17+00') #- '{lease}' #- '{insights,0,insightId}',
  '{"insights": [{"tenantId": "acme", "role": "brand", "block": "brand_context", "day": "2026-03-01", "checkId": "a", "text": "Mood"}]}',
  'one, as many as were asked for'
);
select is(pg_temp.hand_out('2026-03-02 03:18:59.999999+00'), null, 'nobody else gets any while it is held');
select is(private.lease_insights(1, '2026-03-02 03:18+00'), '{"lease": null, "insights": []}', 'and gets no lease');
select is(pg_temp.hand_out('2026-03-02 03:19+00'), 'a,b', 'after two minutes all are handed out');
select results_eq($$select check_id, attempts from tenant_insights order by 1$$, $$values ('a', 2), ('b', 1)$$, 'attempts are counted');
update tenant_insights set attempts = 5 where check_id = 'a';
select is(pg_temp.hand_out('2026-03-02 03:21+00'), 'b', 'one that was handed out five times is given up');
select is((select letta_state || ' ' || last_error from tenant_insights where check_id = 'a'), 'failed It was never finished.', 'and says so');
select throws_ok('select claim_insights(0)', '22023', 'invalid_limit', 'no limit under 1');
select pg_temp.sign_in_as_admin();
select throws_ok('select claim_insights()', '42501', null, 'it is for the service role');

select * from finish();
rollback;
