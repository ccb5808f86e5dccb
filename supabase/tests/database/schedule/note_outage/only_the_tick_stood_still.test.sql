-- When only pg_cron stood still heartbeats were heard, and it is no outage.
begin;
select plan(3);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select ok(not private.note_outage('2026-03-01 18:00+00', '2026-02-01 00:00+00'), 'the server ran all the time');
update private.evaluator_state set last_tick_at = null;
select ok(not private.note_outage('2026-03-01 18:00+00', '2026-03-01 17:00+00'), 'a first tick knows of no outage');
select is_empty($$select * from private.outages$$, 'nothing is recorded');

select * from finish();
rollback;
