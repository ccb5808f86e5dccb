-- Coming until it starts, current until it ends; with who made it and what is snoozed.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_silence('now', now() + interval '1 hour', now()), pg_temp.make_silence('soon', now() + interval '1 hour', now() + interval '1 microsecond'),
  pg_temp.make_silence('over', now(), now() - interval '1 hour'), pg_temp.make_silence('last', now() + interval '1 microsecond', now() - interval '1 hour');
select results_eq(
  $$select subject_id, state from silence_status order by 1$$,
  $$values ('last', 'current'), ('now', 'current'), ('over', 'ended'), ('soon', 'coming')$$, 'at the very instants'
);
delete from silences;
select pg_temp.make_user('one@example.com') as one into temp users;
insert into silences (alert_id, created_by, ends_at) select pg_temp.make_alert('api'), one, now() + interval '1 hour' from users;
select results_eq(
  $$select created_by_email, alert_subject_name, alert_message, alert_resolved_at from silence_status$$,
  $$values ('one@example.com', 'api', 'api is down.', null::timestamptz)$$, 'in words'
);
update guardian_alerts set resolved_at = now();
select results_eq($$select state from silence_status$$, array['ended'], 'a snooze ends with its alert');
insert into silences (subject_kind, subject_id, ends_at) values ('service', 'api', now() + interval '1 hour');
update guardian_alerts set subject_name = 'API';
select results_eq(
  $$select subject_name from silence_status where subject_id = 'api'$$, array['API'], 'a subject is called as in its last alert'
);

select * from finish();
rollback;
