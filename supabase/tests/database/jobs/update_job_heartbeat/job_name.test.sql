-- Job names are trimmed and have 1 to 200 characters.
begin;
select plan(10);
select pg_temp.start_empty();

select update_job_heartbeat(E' \t backup \r\n');
select update_job_heartbeat('backup');
select results_eq(
  $$select job_name, heartbeat_count from job_heartbeats$$, $$values ('backup', 2::bigint)$$, 'blanks around a name do not count'
);
select lives_ok($$select update_job_heartbeat('x')$$, 'one character is allowed');
select lives_ok($$select update_job_heartbeat(repeat('é', 200))$$, '200 are allowed, of any width');
select throws_ok($$select update_job_heartbeat(repeat('x', 201))$$, '22023', 'invalid_job_name', '201 are refused');
select throws_ok($$select update_job_heartbeat(null)$$, '22023', 'invalid_job_name', 'null is refused');
select throws_ok($$select update_job_heartbeat('')$$, '22023', 'invalid_job_name', 'an empty name is refused');
select throws_ok($$select update_job_heartbeat(E' \t\n ')$$, '22023', 'invalid_job_name', 'a blank name is refused');
select throws_ok(
  $$select update_job_heartbeat(E'back\nup')$$, '22023', 'invalid_job_name', 'a line break within is refused'
);
select throws_ok($$select update_job_heartbeat(E'back\x07up')$$, '22023', 'invalid_job_name', 'a control character is refused');
select is((select count(*) from job_heartbeats), 3::bigint, 'what was refused made no job');

select * from finish();
rollback;
