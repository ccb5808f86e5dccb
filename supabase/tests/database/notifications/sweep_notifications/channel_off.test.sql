-- A sweep leaves alone what waits for a channel that is off.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('fresh'), pg_temp.make_alert('tried');
update notifications n set attempts = 1 from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'tried';
update notification_channels set enabled = false;
select is(private.sweep_notifications(now() + interval '30 days'), 0, 'nothing dies, however long it waits');
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened fresh pending', 'ops: opened tried pending'], 'nor is anything cancelled'
);

select * from finish();
rollback;
