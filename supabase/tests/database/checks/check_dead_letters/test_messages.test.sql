-- A test message that dies has told whoever sent it.
begin;
select plan(1);
select pg_temp.start_empty();

select send_test_notification(pg_temp.make_channel('ops'));
update notifications set state = 'dead', finished_at = '2026-03-01 12:00+00', last_error = 'HTTP 404';
select is(pg_temp.says('dead_letters', '{}', '2026-03-01 13:00+00'), 'ok', 'it does not count');

select * from finish();
rollback;
