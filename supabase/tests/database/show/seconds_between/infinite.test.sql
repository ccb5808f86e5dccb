-- Instants that nothing can be subtracted from have no distance.
begin;
select plan(4);

select is(private.seconds_between('2026-03-05 12:00+00', '2026-03-05 12:00:01.2346+00'), 1.235, 'it is seconds, to the millisecond');
select is(private.seconds_between('2026-03-05 12:00+00', '2026-03-05 11:59+00'), -60.000, 'negative backwards');
select is(private.seconds_between('4713-01-01 00:00+00 BC', '294276-12-31 00:00+00'), 9435181449600.000, 'however far');
select results_eq(
  $$select private.seconds_between(s, u) from (values ('infinity'::timestamptz, now()), ('-infinity', now()), (now(), 'infinity'),
    (now(), '-infinity'), (null, now()), (now(), null)) v(s, u)$$,
  array_fill(null::numeric, array[6]), 'and none to or from what is infinite or unknown'
);

select * from finish();
rollback;
