-- Log that slots keep on disk. The slots of this test end with its session.
begin;
select plan(4);

select is(pg_temp.ask('replication_slots') ->> 'message', '0 replication slots, none far behind.', 'without a slot it is well');
select pg_create_physical_replication_slot('idle_replica', true, true);
select is(pg_temp.says('replication_slots'), 'ok', 'so it is with one that keeps little');
select pg_logical_emit_message(false, 'test', repeat('x', 100000));
select pg_switch_wal();
select alike(
  pg_temp.ask('replication_slots', '{"warning_bytes": 100000}') ->> 'message',
  'Log that slots keep on disk: idle_replica (%). Start its reader, or, when it has none or its log is lost: select pg_drop_replication_slot(…);',
  'what warns is an argument'
);
select is(pg_temp.says('replication_slots', '{"warning_bytes": 1, "alert_bytes": 100000}'), 'alert urgent', 'and what alerts');

select * from finish();
rollback;
