-- Where silences overlap, a message waits for the end of the last; where one begins as another ends, it goes on waiting.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_silence('api', now() + interval '1 hour'), pg_temp.make_silence('*', now() + interval '2 hours');
select pg_temp.make_alert('api');
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 02:00:00'], 'the end of the last');
update silences set ends_at = now() where subject_id = '*';
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 01:00:00'], 'the other when that ended early');
select pg_temp.make_silence('api', now() + interval '3 hours', now() + interval '30 minutes');
select is(private.hold_notifications(now() + interval '59 minutes'), 0, 'while it is held nothing needs to be done');
select is(private.hold_notifications(now() + interval '1 hour'), 1, 'as it ends, the one that began meanwhile takes over');
select results_eq($$select * from pg_temp.held()$$, array['ops: opened api for 03:00:00'], 'until its end');
delete from silences;
select is((select count(*) from notifications where state = 'pending' and next_attempt_at = now()), 1::bigint, 'with all gone it is due');

select * from finish();
rollback;
