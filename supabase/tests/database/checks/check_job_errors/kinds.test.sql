-- What the evaluator could not judge is told, of every kind.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('backup', now()), pg_temp.make_tetrahedron('Family', now()), pg_temp.make_machine('web');
select is(pg_temp.says('job_errors'), 'ok', 'that something is due is no error');
update job_heartbeats set evaluation_error = 'P0001 poisoned by "S3cret"';
select is(
  pg_temp.ask('job_errors') - 'data',
  '{"status": "alert", "priority": "high", "title": "Some cannot be judged",
    "message": "Nobody is told of the silence of job backup: P0001 poisoned by \"…\". Mend what the error names, in its row or in a trigger of yours; evaluation_error has all of it."}'::jsonb,
  'it names it, and what the error says without its values'
);
update tetrahedrons set evaluation_error = 'P0001 poisoned';
update machines set evaluation_error = 'P0001 poisoned';
select results_eq(
  $$select s ->> 'name' from jsonb_array_elements(pg_temp.ask('job_errors') -> 'data' -> 'subjects') s$$,
  array['job backup', 'machine web', 'tetrahedron Family'], 'every kind'
);
update job_heartbeats set evaluation_error = null;
update tetrahedrons set evaluation_error = null;
update machines set evaluation_error = null;
select is(pg_temp.says('job_errors'), 'ok', 'once they are judged it is well');

select * from finish();
rollback;
