-- An insight that got worse while its first words were written is written again.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 17:00+00');
select private.lease_insights(50, '2026-03-01 17:30+00') as claim into temp claimed;
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 18:00+00');
select is(private.settle_insights((claim ->> 'lease')::uuid,
  jsonb_build_array(jsonb_build_object('insightId', claim #> '{insights,0,insightId}', 'outcome', 'written'))), 0, 'the old words do not count') from claimed;
select is(jsonb_array_length(private.lease_insights(50, '2026-03-01 18:00+00') -> 'insights'), 1, 'the new ones are handed out');

select * from finish();
rollback;
