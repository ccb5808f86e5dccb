-- What a schedule may be; both ends are allowed.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
select lives_ok(
  $$update job_heartbeats set expected_every = v::interval from unnest(array['1 s', '10 years']) v$$, '1 s to 10 years'
);
select throws_ok($$update job_heartbeats set expected_every = '0.999999 s'$$, '23514', null, 'expected_every is at least 1 s');
select throws_ok($$update job_heartbeats set expected_every = '10 years 1 s'$$, '23514', null, 'and at most 10 years');
select lives_ok($$update job_heartbeats set grace = '0'$$, 'grace may be 0');
select throws_ok($$update job_heartbeats set grace = '-1 s'$$, '23514', null, 'but not negative');
select throws_ok($$update job_heartbeats set grace = '10 years 1 s'$$, '23514', null, 'nor beyond 10 years');
select throws_ok($$update job_heartbeats set failure_threshold = 0$$, '23514', null, 'a threshold is at least 1');
select throws_ok($$update job_heartbeats set failure_threshold = 1001$$, '23514', null, 'and at most 1000');
select lives_ok($$update job_heartbeats set failure_threshold = v from unnest(array[1, 1000]) v$$, 'both are allowed');
select throws_ok($$update job_heartbeats set alert_repeat_after = '59 s'$$, '23514', null, 'the repeat is at least a minute');
select throws_ok($$update job_heartbeats set alert_repeat_after = '1 year 1 s'$$, '23514', null, 'and at most a year');
select lives_ok($$update job_heartbeats set alert_repeat_after = '1 minute'$$, 'a minute is allowed');

select * from finish();
rollback;
