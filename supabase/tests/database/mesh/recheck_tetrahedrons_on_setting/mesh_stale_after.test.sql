-- A change of mesh_stale_after makes those due that follow it.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('follows'), pg_temp.make_tetrahedron('own', stale_after => '1 hour');
update tetrahedrons set next_check_at = 'infinity';
insert into app_settings values ('stale_after', '2 hours');
select is_empty($$select from tetrahedrons where next_check_at <= now()$$, 'another setting does not');
insert into app_settings values ('mesh_stale_after', '2 hours');
select results_eq($$select name from tetrahedrons where next_check_at <= now()$$, array['follows'], 'those without a threshold of their own');

select * from finish();
rollback;
