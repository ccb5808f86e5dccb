-- A status is a word of at most 100 characters.
begin;
select plan(4);
select pg_temp.start_empty();

select update_job_heartbeat('a', null), update_job_heartbeat('b', '  '), update_job_heartbeat('c', ' recovered ');
select results_eq(
  $$select job_name, status from job_heartbeats order by 1$$,
  $$values ('a', 'healthy'), ('b', 'healthy'), ('c', 'recovered')$$, 'none at all means healthy; blanks around it do not count'
);
select lives_ok($$select update_job_heartbeat('d', repeat('x', 100))$$, '100 characters are allowed');
select throws_ok($$select update_job_heartbeat('d', repeat('x', 101))$$, '22023', 'invalid_status', '101 are refused');
select throws_ok($$select update_job_heartbeat('d', E'a\nb')$$, '22023', 'invalid_status', 'a line break is refused');

select * from finish();
rollback;
