-- A message that was tried more often than is allowed now does not wait for ever.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set attempts = 5, next_attempt_at = '2026-03-01 12:00+00';
insert into app_settings values ('delivery_max_attempts', '6');
select is(private.sweep_notifications('2026-03-01 12:00+00'), 0, 'with an attempt left it waits');
update app_settings set value = '5' where key = 'delivery_max_attempts';
select is(private.sweep_notifications('2026-03-01 12:00+00'), 1, 'with none left it is dead');

select * from finish();
rollback;
