-- Durations as Go writes them; anything else is none.
begin;
select plan(2);

select results_eq(
  $$select d.text, private.parse_duration(d.text) from unnest(array['30s', '2m', '2m0s', '1h30m', '1.5h', '250ms', '1500us', '2h45m30.5s']) d(text)$$,
  $$values ('30s', interval '30 seconds'), ('2m', '2 minutes'), ('2m0s', '2 minutes'), ('1h30m', '90 minutes'), ('1.5h', '90 minutes'),
    ('250ms', '0.25 seconds'), ('1500us', '0.0015 seconds'), ('2h45m30.5s', '02:45:30.5')$$, 'what Go reads'
);
select results_eq(
  $$select count(private.parse_duration(d.text)) from unnest(array['', '30', 's', '-30s', '1d', '2 m', '2min', 'infinity', '1.s', '30s ', '30S', null]) d(text)$$,
  $$values (0::bigint)$$, 'what it does not'
);

select * from finish();
rollback;
