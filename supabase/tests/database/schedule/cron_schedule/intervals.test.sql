-- The pg_cron schedule of an interval.
begin;
select plan(9);

select results_eq(
  $$select private.cron_schedule(i) from unnest(array['1 minute', '2 minutes', '5 minutes', '30 minutes', '1 hour', '6 hours', '12 hours', '1 day']::interval[]) i$$,
  $$values ('* * * * *'), ('*/2 * * * *'), ('*/5 * * * *'), ('*/30 * * * *'), ('0 * * * *'), ('0 */6 * * *'), ('0 */12 * * *'), ('0 0 * * *')$$,
  'minutes and hours'
);
select is(
  array[private.cron_schedule('1 second'), private.cron_schedule('59 seconds')],
  case when (select extversion from pg_extension where extname = 'pg_cron') in ('1.3', '1.4', '1.4-1') then array['* * * * *', '* * * * *']
    else array['1 seconds', '59 seconds'] end,
  'seconds, where pg_cron knows them'
);
select throws_ok(format('select private.cron_schedule(%L)', i), '22023', 'invalid_check_interval', i || ' is refused')
from unnest(array['0', '0.5 seconds', '61 seconds', '7 minutes', '90 minutes', '5 hours', '2 days']) i;

select * from finish();
rollback;
