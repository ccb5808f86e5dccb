-- A channel that is off gets nothing.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('on'), pg_temp.make_channel('off');
update notification_channels set enabled = false where name = 'off';
select pg_temp.make_alert('api');
select results_eq($$select * from pg_temp.outbox()$$, array['on: opened api pending'], 'only the one that is on does');

select * from finish();
rollback;
