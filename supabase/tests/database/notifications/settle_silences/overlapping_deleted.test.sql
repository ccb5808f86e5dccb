-- Of overlapping silences, what one held that goes is held by the other, also when an alert or a user goes with them.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one into temp users;
select pg_temp.make_channel('ops', 'webhook', one) from users;
select pg_temp.make_silence(null, now() + interval '2 hours'), pg_temp.make_silence(null, now() + interval '3 hours', owner_id => one) from users;
select pg_temp.make_alert('api', one) as id into temp alert from users;
select snooze_alert(id, '4 hours') from alert;
update notifications set next_attempt_at = now(), held_by = null, held_until = null;
select private.hold_notifications();
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 04:00:00'], 'the snooze ends last');
delete from silences where alert_id is not null;
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 03:00:00'], 'without it, the user''s');
delete from silences where owner_id is not null;
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 02:00:00'], 'without that, the project''s');
select snooze_alert(id, '4 hours') from alert;
delete from guardian_alerts;
select results_eq($$select alert_id is null from silences$$, array[true], 'the alert takes its snooze and its messages with it');

select * from finish();
rollback;
