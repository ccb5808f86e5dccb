-- A test that fails is no trouble to tell others of.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select send_test_notification(ops_id) from channels;
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select results_eq($$select state from notifications$$, array['dead'], 'the test is dead');
select is_empty($$select * from guardian_alerts where alert_type = 'delivery-failed'$$, 'no alert is opened');

select * from finish();
rollback;
