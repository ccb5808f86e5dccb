-- The longest time between two runs that a schedule allows, by its coarsest field.
begin;
select plan(5);

select results_eq(
  $$select private.longest_cron_gap(s) from unnest(array['5 seconds', '30 Seconds', '* * * * *', '*/5 * * * *', '15 * * * *', '0,30 * * * *']) s$$,
  array['5 seconds', '30 seconds', '1 minute', '5 minutes', '1 hour', '1 hour']::interval[], 'within the hour'
);
select results_eq(
  $$select private.longest_cron_gap(s) from unnest(array['0 */6 * * *', '* */2 * * *', '17 3 * * *', '0 9-17 * * *', '@hourly', '@daily']) s$$,
  array['6 hours', '2 hours', '1 day', '1 day', '1 hour', '1 day']::interval[], 'within the day'
);
select results_eq(
  $$select private.longest_cron_gap(s) from unnest(array['0 3 * * 1', '0 3 1 * 1', '0 3 */2 * *', '0 3 31 * *', '0 3 $ * *', '@monthly', '0 3 1 1 *']) s$$,
  array['7 days', '7 days', '2 days', '62 days', '62 days', '31 days', '366 days']::interval[], 'beyond it'
);
select is(private.longest_cron_gap(E' \t*/5\t*  * * *\t'), interval '5 minutes', 'whatever the spaces');
select results_eq(
  $$select private.longest_cron_gap(s) from unnest(array['@reboot', '* * *', '']) s$$, array[null, null, null]::interval[],
  'null where nothing is said of time'
);

select * from finish();
rollback;
