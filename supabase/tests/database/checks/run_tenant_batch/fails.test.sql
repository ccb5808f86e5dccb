-- A tenant that cannot be looked at is a failure of its own; the others are looked at.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('bad');
create function pg_temp.refuse_bad() returns trigger language plpgsql as $$
begin
  raise exception 'poisoned';
end
$$;
create trigger refuse_bad before insert on heartbeat_executions for each row when (new.tenant_id = 'bad') execute function pg_temp.refuse_bad();
select pg_temp.run_due('2026-03-01 12:00+00') as executions into temp run;
select is(executions -> 'bad' ->> 'error', 'P0001 poisoned', 'it says why') from run;
select is(executions -> 'acme' ->> 'overallStatus', 'all_clear', 'the other one is recorded') from run;
select results_eq($$select tenant_id, kind, message from heartbeat_failures$$, $$values ('bad', 'run', 'P0001 poisoned')$$, 'the failure is kept');
select is(pg_temp.run_due('2026-03-01 12:59:59+00'), '{}', 'it is tried again after its interval');
drop trigger refuse_bad on heartbeat_executions;
select pg_temp.run_due('2026-03-01 13:00+00');
select is((select recovered_at from heartbeat_failures), timestamptz '2026-03-01 13:00+00', 'and when that works it has recovered');

select * from finish();
rollback;
