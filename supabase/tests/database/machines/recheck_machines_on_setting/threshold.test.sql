-- A new threshold makes the machines due that follow it.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_machine('follows'), pg_temp.make_machine('own', offline_after := '1 hour'), pg_temp.make_machine('disabled');
update machines set is_enabled = false, next_check_at = 'infinity' where name = 'disabled';
update machines set next_check_at = 'infinity';
insert into app_settings (key, value) values ('MACHINE_OFFLINE_THRESHOLD', '5m');
select results_eq($$select name from machines where next_check_at = now()$$, array['follows'], 'when it is set');
update machines set next_check_at = 'infinity';
delete from app_settings;
select results_eq($$select name from machines where next_check_at = now()$$, array['follows'], 'and when it is removed');

select * from finish();
rollback;
