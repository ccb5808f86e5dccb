-- A check whose result changes, or that is in trouble again, speaks again.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select payload ->> 'status' from agent_bus_messages order by id$$, array['warning', 'alert'], 'another status is said');
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 14:00+00');
select results_eq($$select priority from agent_bus_messages order by id$$, array['medium', 'medium', 'urgent'], 'another priority is');
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-01 15:00+00');
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 16:00+00');
select results_eq($$select created_at from agent_bus_messages order by id desc limit 2$$,
  array['2026-03-01 16:00+00', '2026-03-01 14:00+00']::timestamptz[], 'and the same trouble after it was over');

select * from finish();
rollback;
