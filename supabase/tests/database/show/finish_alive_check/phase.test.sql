-- A core subsystem that fails makes the phase error, another one degraded.
begin;
select plan(6);
select pg_temp.start_empty();

update alive_subsystems set enabled = name in ('database', 'auth');
create function pg_temp.check_with(subsystems jsonb) returns jsonb language sql as $$
  select finish_alive_check((begin_alive_check(true) ->> 'lease')::uuid, check_with.subsystems) -> 'status';
$$;
select is(
  pg_temp.check_with('{"database": {"ok": true, "details": {"a": null}, "duration_ms": 3}, "auth": {"ok": true, "error": null}}')
    - 'timestamp',
  '{"alive": true, "phase": "operational", "subsystems": {
    "database": {"ok": true, "core": true, "title": "Database", "details": {"a": null}, "duration_ms": 3},
    "auth": {"ok": true, "core": false, "title": "Auth"}}}'::jsonb,
  'all is well'
);
select is(
  pg_temp.check_with('{"database": {"ok": true}, "auth": {"ok": false, "error": "HTTP 500"}}') - 'timestamp',
  '{"alive": true, "phase": "degraded", "subsystems": {
    "database": {"ok": true, "core": true, "title": "Database"},
    "auth": {"ok": false, "core": false, "title": "Auth", "error": "HTTP 500"}}}'::jsonb,
  'auth fails'
);
select is(
  pg_temp.check_with('{"database": {"ok": false}, "auth": {"ok": true}}') - 'timestamp',
  '{"alive": false, "phase": "error", "subsystems": {
    "database": {"ok": false, "core": true, "title": "Database", "error": "It gave no answer."},
    "auth": {"ok": true, "core": false, "title": "Auth"}}}'::jsonb,
  'the database fails'
);
select is(
  pg_temp.check_with('{"auth": {"ok": true}, "other": {"ok": true}}') #>> '{subsystems,database,error}', 'It gave no answer.',
  'one without an answer has failed, and one that nobody asked for is not taken'
);
select is(pg_temp.check_with('{"database": {"ok": "true"}, "auth": {}}') ->> 'phase', 'error', 'ok is true and nothing else');
update alive_subsystems set enabled = false;
select is(
  pg_temp.check_with('{}') - 'timestamp', '{"alive": true, "phase": "operational", "subsystems": {}}'::jsonb,
  'nothing to ask, nothing amiss'
);

select * from finish();
rollback;
