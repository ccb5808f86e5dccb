-- Every family is measured, and all that is measured is defined.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now()), pg_temp.make_job('backup', now()), pg_temp.make_machine('web', now()), pg_temp.make_alert('api');
select set_eq(
  $$select name from private.metric_samples()$$, $$select name from private.metric_definitions()$$, 'the lists are the same'
);
select is_empty(
  $$select name, labels from private.metric_samples() group by 1, 2 having count(*) > 1$$, 'and no series comes twice'
);

select * from finish();
rollback;
