-- Durations as Go writes them.
begin;
select plan(1);

select results_eq(
  $$select private.format_duration(d) from unnest(array['1 second', '30 seconds', '1 minute', '2 minutes', '90 seconds', '1 hour', '26 hours 5 seconds', '0.5 seconds', '1 day']::interval[]) d$$,
  $$values ('1s'), ('30s'), ('1m0s'), ('2m0s'), ('1m30s'), ('1h0m0s'), ('26h0m5s'), ('0.5s'), ('24h0m0s')$$, 'from seconds to days'
);

select * from finish();
rollback;
