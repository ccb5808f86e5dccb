-- When a sender should come.
begin;
select plan(7);
select pg_temp.start_empty();

select is(private.next_delivery_at(), null::timestamptz, 'null when nothing waits');
select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set next_attempt_at = '2026-03-01 12:00+00';
select is(private.next_delivery_at(), '2026-03-01 12:00+00', 'when the message may be tried');
update notification_channels set next_send_at = '2026-03-01 12:00:10+00' where name = 'ops';
select is(private.next_delivery_at(), '2026-03-01 12:00:10+00', 'not before the channel takes one');
update notification_channels set cooldown_until = '2026-03-01 12:00:20+00' where name = 'ops';
select is(private.next_delivery_at(), '2026-03-01 12:00:20+00', 'nor before its cooldown is over');
update notifications set state = 'leased', attempts = 1, next_attempt_at = '2026-03-01 12:01+00';
select is(private.next_delivery_at(), '2026-03-01 12:01+00', 'when its lease ends, while it is under way');
update guardian_alerts set resolved_at = now();
select is(private.next_delivery_at(), '2026-03-01 12:01+00', 'a recovery that waits for it does not count');
update notification_channels set enabled = false where name = 'ops';
select is(private.next_delivery_at(), null::timestamptz, 'nor does a channel that is off');

select * from finish();
rollback;
