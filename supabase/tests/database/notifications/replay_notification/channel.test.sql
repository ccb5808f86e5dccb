-- There must be a channel, and it must be on.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set state = 'dead', finished_at = now(), last_error = 'because';
select id into temp message from notifications;
update notification_channels set enabled = false, disabled_reason = 'The destination is gone.' where name = 'ops';
select throws_ok($$select replay_notification(id) from message$$, '22023', 'channel_inactive', 'a channel that is off gets nothing');
select results_eq($$select state, replays from notifications$$, $$values ('dead', 0)$$, 'and nothing changes');
update notification_channels set enabled = true where name = 'ops';
select is(replay_notification(id), 1, 'once it is on, it does') from message;
update notifications set state = 'dead';
delete from notification_channels where name = 'ops';
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'channel_deleted', 'one that was deleted never');

select * from finish();
rollback;
