-- A check makes one insight a day of the tenant; what gets worse takes its place.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
update tenant_settings set timezone = 'America/New_York';
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-02 03:59+00');
select pg_temp.run_due('2026-03-02 04:59+00');
select results_eq($$select day, occurred_at from tenant_insights$$, $$values (date '2026-03-01', timestamptz '2026-03-02 03:59+00')$$,
  'until the end of the day in its time zone there is one');
update tenant_insights set letta_state = 'written', attempts = 1, last_error = 'x';
select pg_temp.run_due('2026-03-02 05:59+00');
select results_eq($$select day, letta_state from tenant_insights order by 1$$, $$values (date '2026-03-01', 'written'), (date '2026-03-02', 'pending')$$,
  'the next day has its own');
update tenant_insights set letta_state = 'written', attempts = 1, last_error = 'x';
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-02 06:59+00');
select results_eq($$select day, priority, letta_state, attempts, last_error, occurred_at from tenant_insights order by day desc limit 1$$,
  $$values (date '2026-03-02', 'urgent', 'pending', 0, null::text, timestamptz '2026-03-02 06:59+00')$$, 'what gets worse is remembered again');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-02 07:59+00');
select is((select priority from tenant_insights where day = '2026-03-02'), 'urgent', 'what gets better is not');
select is((select count(*) from tenant_insights), 2::bigint, 'and two days are two insights');

select * from finish();
rollback;
