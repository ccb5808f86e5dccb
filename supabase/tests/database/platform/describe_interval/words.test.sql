-- Durations as people say them.
begin;
select plan(1);

select results_eq(
  $$select private.describe_interval(i::interval) from unnest(array['0', '90 s', '60 s', '5 min', '61 min', '1 h', '24 h', '1 day',
    '36 h', '47 h', '48 h', '3 days', '1 mon']) i$$,
  array['0 s', '90 s', '1 min', '5 min', '61 min', '1 h', '24 h', '24 h', '36 h', '47 h', '2 days', '3 days', '30 days'],
  'the largest unit that divides it is used'
);

select * from finish();
rollback;
