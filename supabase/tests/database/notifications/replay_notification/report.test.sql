-- A report had ended when it was written: replayed, it goes out alone.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, created_at, resolved_at)
values ('service', 'database', 'Database', 'outage', 'warning', 'It was down.', now() - interval '1 hour', now() - interval '1 hour');
update notifications set state = 'dead', finished_at = now(), last_error = 'because';
select is(replay_notification(id), 1, 'it comes back') from notifications;
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened database pending'], 'and no recovery with it');

select * from finish();
rollback;
