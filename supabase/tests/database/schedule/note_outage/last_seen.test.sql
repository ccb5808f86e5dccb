-- An outage begins at the last thing that the database was seen doing, so that a dead pg_cron is none.
begin;
select plan(6);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 08:00+00';
select pg_temp.make_job('early', '2026-03-01 07:00+00'), pg_temp.make_job('late', '2026-03-01 07:00+00'),
  pg_temp.make_job('back', '2026-03-01 07:00+00');
update job_heartbeats
set updated_at = case job_name when 'early' then '2026-03-01 08:30+00' when 'late' then '2026-03-01 11:55+00'
  else '2026-03-01 12:00:30+00' end::timestamptz;
select ok(
  not private.note_outage('2026-03-01 12:01+00', '2026-03-01 12:00+00'), 'a heartbeat five minutes before the start: no outage'
);
select is_empty($$select * from private.outages$$, 'nothing is recorded');
update job_heartbeats set updated_at = '2026-03-01 11:50+00' where job_name = 'late';
insert into private.edge_requests (function_name, request_id, requested_at)
values ('notify', 1, '2026-03-01 11:55+00'), ('notify', 2, '2026-03-01 12:00:30+00');
select ok(not private.note_outage('2026-03-01 12:01+00', '2026-03-01 12:00+00'), 'nor with a call of a function');
update private.edge_requests set requested_at = '2026-03-01 11:40+00' where request_id = 1;
select ok(private.note_outage('2026-03-01 12:01+00', '2026-03-01 12:00+00'), 'with neither there is one');
select results_eq(
  $$select started_at, ended_at from private.outages$$,
  $$values (timestamptz '2026-03-01 11:50+00', timestamptz '2026-03-01 12:00+00')$$,
  'from the last heartbeat before it to the start'
);
select is((select detected_at from guardian_alerts), '2026-03-01 11:50+00', 'and the alert is dated so');

select * from finish();
rollback;
