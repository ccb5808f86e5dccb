-- Deadlocks since the last nightly sample.
begin;
select plan(5);
select pg_temp.start_empty();

select is(
  pg_temp.ask('deadlocks') ->> 'message', 'There is no sample to compare with yet: it is taken at night.', 'before the first sample nothing is told'
);
insert into private.platform_samples (metric, sampled_at, value)
select 'deadlocks', '2026-03-01 03:17+00', deadlocks - 5 from pg_stat_database where datname = current_database();
select is(pg_temp.says('deadlocks', '{}', '2026-03-01 12:00+00'), 'ok', 'five are well');
select is(pg_temp.says('deadlocks', '{"max": 4}', '2026-03-01 12:00+00'), 'warning medium', 'the argument says how many are');
update private.platform_samples set value = value - 1;
select is(
  pg_temp.ask('deadlocks', '{}', '2026-03-01 12:00+00') ->> 'message',
  '6 deadlocks since 2026-03-01 03:17 UTC. Let transactions lock rows in one order; the database''s log names the statements.', 'six are not'
);
update private.platform_samples set value = (select deadlocks + 1000 from pg_stat_database where datname = current_database());
select is(
  pg_temp.says('deadlocks', jsonb_build_object('max', (select deadlocks from pg_stat_database where datname = current_database())), '2026-03-01 12:00+00'),
  'ok', 'a counter that began anew is no thousand deadlocks'
);

select * from finish();
rollback;
