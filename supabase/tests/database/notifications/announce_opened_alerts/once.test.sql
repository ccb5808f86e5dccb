-- An alert that opens is told once, whoever opened it.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'service', 'api ' || n, 'api', 'down', 'critical', 'down' from generate_series(1, 3) n;
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened api 1 pending', 'ops: opened api 2 pending', 'ops: opened api 3 pending'],
  'three alerts of one statement make three notifications'
);

select * from finish();
rollback;
