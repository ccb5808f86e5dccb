-- A machine that cannot be judged is put off with its error, and the others go on.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_machine('bad', '2030-03-01 06:00+00') as id into temp bad;
select pg_temp.make_machine('good', '2030-03-01 06:00+00');
select pg_temp.poison_job((select id::text from bad));
select is(pg_temp.check_machines('2030-03-01 06:05+00'), 1, 'the good one is judged');
select results_eq(
  $$select name, status, next_check_at, evaluation_error from machines order by name$$,
  $$values ('bad', 'online', timestamptz '2030-03-01 07:05+00', 'P0001 poisoned'),
    ('good', 'offline', timestamptz 'infinity', null::text)$$, 'the bad one is put off by an hour'
);
drop trigger refuse_alert on guardian_alerts;
select is(pg_temp.check_machines('2030-03-01 07:05+00'), 1, 'then it is judged');
select is((select evaluation_error from machines where name = 'bad'), null, 'and its error is forgotten');

select * from finish();
rollback;
