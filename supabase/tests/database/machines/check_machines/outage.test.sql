-- A check that finds that the database was down notes it before it judges.
begin;
select plan(2);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = pg_postmaster_start_time() - interval '1 hour';
select pg_temp.make_machine('web', pg_postmaster_start_time() - interval '1 hour');
select is(private.check_machines(pg_postmaster_start_time() + interval '1 minute'), 0, 'nobody is offline');
select is((select count(*) from private.outages), 1::bigint, 'and the outage is on record');

select * from finish();
rollback;
