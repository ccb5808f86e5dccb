-- The oldest message tells how long nothing was delivered.
begin;
select plan(9);
select pg_temp.start_empty();

select is(pg_temp.says('outbox_backlog'), 'ok', 'an empty outbox is well');
select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set created_at = '2026-03-01 12:00+00';
select is(pg_temp.says('outbox_backlog', '{}', '2026-03-01 12:04:59.999999+00'), 'ok', 'a message may wait for less than five minutes');
select is(
  pg_temp.ask('outbox_backlog', '{}', '2026-03-01 12:05+00') ->> 'message',
  '1 messages wait, the oldest for 00:05:00. None was refused: npm run doctor says whether the notify function is called.', 'no longer'
);
update notifications set state = 'leased', last_error = 'HTTP 503';
select is(
  pg_temp.ask('outbox_backlog', '{}', '2026-03-01 12:05+00') ->> 'message',
  '1 messages wait, the oldest for 00:05:00. Most often: HTTP 503. Mend the channel; what waits is sent then.', 'one under way waits as well'
);
select is(pg_temp.says('outbox_backlog', '{}', '2026-03-01 12:30+00'), 'alert urgent', 'at 30 minutes it alerts');
select is(
  pg_temp.says('outbox_backlog', '{"warning": "1 hour", "alert": "2 hours"}', '2026-03-01 12:30+00'), 'ok', 'both are arguments'
);
update notifications set state = 'pending', held_until = '2026-03-01 13:00+00';
select is(pg_temp.says('outbox_backlog', '{}', '2026-03-01 12:59:59.999999+00'), 'ok', 'one that a silence holds does not wait');
select is(pg_temp.says('outbox_backlog', '{}', '2026-03-01 13:05+00'), 'warning high', 'until five minutes after its end');
update notifications set held_until = null;
update notification_channels set enabled = false where name = 'ops';
select is(pg_temp.says('outbox_backlog', '{}', '2026-03-01 13:00+00'), 'ok', 'a channel that is off is not waited for');

select * from finish();
rollback;
