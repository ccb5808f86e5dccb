-- One job can be looked at alone, due or not.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('a', '2026-03-01 00:00+00'), pg_temp.make_job('b', '2026-03-01 00:00+00');
update job_heartbeats set next_check_at = 'infinity';
select is(private.evaluate_jobs('2026-03-01 12:00+00', 100, 'b'), 1, 'it is');
select results_eq($$select * from pg_temp.alerts()$$, array['b job-stale open'], 'and no other');
select is(private.evaluate_jobs('2026-03-01 12:00+00', 100, 'unknown'), 0, 'an unknown one is no error');

select * from finish();
rollback;
