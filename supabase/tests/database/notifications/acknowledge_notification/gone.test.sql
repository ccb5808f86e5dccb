-- A destination that is gone switches its channel off.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'gone') from channels;
select results_eq(
  $$select enabled, disabled_reason from notification_channels where name = 'ops'$$, $$values (false, 'because')$$,
  'the channel is off, with the reason'
);
select results_eq($$select state from notifications$$, array['dead'], 'the message is dead');
select pg_temp.make_alert('db');
select is((select count(*) from notifications), 1::bigint, 'nothing more is enqueued for it');

select * from finish();
rollback;
