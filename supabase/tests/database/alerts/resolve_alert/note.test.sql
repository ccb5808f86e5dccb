-- The note is optional and bounded.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_alert('one') as one, pg_temp.make_alert('two') as two, pg_temp.make_alert('three') as three into temp facts;
select resolve_alert(one), resolve_alert(two, '   '), resolve_alert(three, repeat('x', 501)) from facts;
select results_eq(
  $$select subject_id, left(resolution, 20), length(resolution) from guardian_alerts order by 1$$,
  $$values ('one', 'Resolved by hand.', 17), ('three', repeat('x', 20), 500), ('two', 'Resolved by hand.', 17)$$,
  'a missing or blank note becomes a sentence, a long one is cut at 500 characters'
);

select * from finish();
rollback;
