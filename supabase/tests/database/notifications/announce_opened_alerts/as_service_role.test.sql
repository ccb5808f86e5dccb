-- A server that opens an alert need not be allowed to write the outbox.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.as_service_role();
insert into guardian_alerts (subject_id, subject_name, alert_type, severity, message)
values ('api', 'API', 'down', 'critical', 'The API is down.');
select pg_temp.sign_out();
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened api pending'], 'its alert is announced');

select * from finish();
rollback;
