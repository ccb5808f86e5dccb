-- The alert of a machine that is deleted ends, and whoever was told hears it.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_machine('web', '2030-03-01 06:00+00');
select pg_temp.check_machines('2030-03-01 06:03+00');
update notifications set state = 'delivered';
delete from machines;
select results_eq($$select * from pg_temp.machine_alerts()$$, array['web The machine was deleted.'], 'it ends');
select results_eq($$select event from notifications order by created_at, event$$, $$values ('opened'), ('resolved')$$, 'and is told');
select is_empty($$select * from machine_offline_notifications$$, 'nothing is left of it');

select * from finish();
rollback;
