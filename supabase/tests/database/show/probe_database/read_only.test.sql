-- A database that cannot be written is not well: heartbeats could not be recorded.
begin;
select plan(3);

select is(private.probe_database() -> 'ok', 'true', 'one that can be written is');
select matches(private.probe_database() -> 'details' ->> 'version', '^\d+', 'it says which Postgres it is');
set local transaction_read_only = on;
select is(
  private.probe_database() - 'details', '{"ok": false, "error": "The database is read-only."}'::jsonb,
  'one whose disk is full, or a standby, is not'
);

select * from finish();
rollback;
