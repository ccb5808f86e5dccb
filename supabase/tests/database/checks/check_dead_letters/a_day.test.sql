-- Messages that died within the last day are told.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops'), pg_temp.make_channel('gone');
select pg_temp.make_alert('api');
select is(pg_temp.says('dead_letters', '{}', '2026-03-02 12:00+00'), 'ok', 'those that wait are not dead');
update notifications set state = 'dead', finished_at = '2026-03-01 12:00+00', last_error = 'HTTP 404';
select is(pg_temp.says('dead_letters', '{}', '2026-03-02 12:00+00'), 'ok', 'a day after they died it is well again');
select is(pg_temp.says('dead_letters', '{}', '2026-03-01 12:00+00'), 'alert high', 'at once they are told');
delete from notification_channels where name = 'gone';
select is(
  pg_temp.ask('dead_letters', '{}', '2026-03-02 11:59:59.999999+00') - 'data',
  '{"status": "alert", "priority": "high", "title": "Messages died", "message": "2 messages died in the last day, to a deleted channel, ops. Most often: HTTP 404. Mend the channel, and see with a test message that it works."}'::jsonb,
  'before that it says where to, and why'
);
select is(pg_temp.says('dead_letters', '{"max": 2}', '2026-03-02 11:59+00'), 'ok', 'as many as the argument says are well');
select is(pg_temp.says('dead_letters', '{"max": 1}', '2026-03-02 11:59+00'), 'alert high', 'one more is not');

select * from finish();
rollback;
