-- One that cannot be judged stops no other, and keeps the error.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('bad', '2026-03-01 00:00+00') as id into temp mesh;
select pg_temp.make_tetrahedron('good', '2026-03-01 00:00+00');
select pg_temp.poison_job(id::text) from mesh;
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00'), 1, 'the other is alerted about');
select results_eq(
  $$select evaluation_error, next_check_at from tetrahedrons where name = 'bad'$$,
  $$values ('P0001 poisoned', timestamptz '2026-03-01 07:00+00')$$, 'the bad one waits an hour, with its error'
);
drop trigger refuse_alert on guardian_alerts;
select is(private.evaluate_tetrahedrons('2026-03-01 07:00+00'), 1, 'then it is tried again');
select is((select evaluation_error from tetrahedrons where name = 'bad'), null, 'and the error is gone');

select * from finish();
rollback;
