-- The time to the next attempt, with 20 % jitter either way.
begin;
select plan(3);

select results_eq(
  $$select attempts, bool_and(private.delivery_backoff(attempts) between b * 0.8 and b * 1.2)
    from (values (1, interval '5 s'), (2, '15 s'), (3, '1 min'), (4, '3 min'), (5, '10 min'), (6, '30 min'), (7, '1 h'),
      (8, '1 h'), (10, '1 h'), (100, '1 h')) v(attempts, b), generate_series(1, 200)
    group by 1 order by 1$$,
  $$select a, true from unnest(array[1, 2, 3, 4, 5, 6, 7, 8, 10, 100]) a$$,
  '5 s, 15 s, 1 m, 3 m, 10 m, 30 m, then hourly'
);
select cmp_ok(
  (select count(distinct private.delivery_backoff(7)) from generate_series(1, 50)), '>', 40::bigint, 'it differs each time'
);
select ok(private.delivery_backoff(0) between '4 s' and '6 s', 'before any attempt it is that of the first');

select * from finish();
rollback;
