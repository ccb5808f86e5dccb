-- What is on its way, has arrived or was called off is not replayed.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
select id into temp message from notifications;
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'notification_not_dead', 'not while it waits');
update notifications set state = 'leased', lease = gen_random_uuid();
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'notification_not_dead', 'nor while it is sent');
update notifications set state = 'delivered', lease = null;
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'notification_not_dead', 'nor when it has arrived');
update notifications set state = 'cancelled';
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'notification_not_dead', 'nor when it was called off');
select throws_ok($$select replay_notification(gen_random_uuid())$$, 'PT404', 'notification_not_found', 'nor one that is not there');
select throws_ok($$select replay_notification(null)$$, '22023', 'notification_missing', 'and null is none');

select * from finish();
rollback;
