-- A disabled machine is not judged, and its alert ends; enabled again it has its threshold.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('quiet', now() - interval '1 hour') as id into temp quiet;
update machines set is_enabled = false;
select is(pg_temp.check_machines(now()), 0, 'it is silent and nobody minds');
select results_eq($$select status, next_check_at from machines$$, $$values ('online', timestamptz 'infinity')$$, 'it stays as it was');
update machines set is_enabled = true;
select is(pg_temp.check_machines(now() + interval '2 minutes'), 0, 'enabled again, it has two minutes to report');
select is(pg_temp.check_machines(now() + interval '2 minutes 1 second'), 1, 'and no more');
update notifications set state = 'delivered';
update machines set is_enabled = false;
select pg_temp.check_machines(now() + interval '3 minutes');
select results_eq($$select * from pg_temp.machine_alerts()$$, array['quiet The machine was disabled.'], 'its alert ends');
select is((select resolved_details from guardian_alerts), null, 'not as one that came back');
select is_empty($$select * from machine_offline_notifications$$, 'and nothing is on record');

select * from finish();
rollback;
