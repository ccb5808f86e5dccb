-- Rows are looked at that are due within the hour, which is as far as the evaluator puts off a bad one.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_job('bad', now());
update job_heartbeats set evaluation_error = 'P0001 poisoned', next_check_at = '2026-03-01 13:00+00';
select is(pg_temp.says('job_errors', '{}', '2026-03-01 12:00+00'), 'alert high', 'one that is due in an hour');
select is(pg_temp.says('job_errors', '{}', '2026-03-01 11:59:59.999999+00'), 'ok', 'none that is due later');
select pg_temp.make_tetrahedron('Family', now()), pg_temp.make_machine('web');
update tetrahedrons set evaluation_error = 'P0001 poisoned', next_check_at = '2026-03-01 13:00+00';
update machines set evaluation_error = 'P0001 poisoned', next_check_at = '2026-03-01 13:00+00';
select is(
  jsonb_array_length(pg_temp.ask('job_errors', '{}', '2026-03-01 12:00+00') #> '{data,subjects}'), 3, 'whatever its kind'
);
delete from tetrahedrons;
delete from machines;
insert into job_heartbeats (job_name, next_check_at) select 'good ' || n, timestamptz '2026-03-01 13:00:00.000001+00' from generate_series(1, 9) n;
select is(pg_temp.says('job_errors', '{"max_rows": 9}', '2026-03-01 12:00:00.000001+00'), 'ok', 'not more than so many');
select is(pg_temp.says('job_errors', '{"max_rows": 10}', '2026-03-01 12:00:00.000001+00'), 'alert high', 'as the argument says');

select * from finish();
rollback;
