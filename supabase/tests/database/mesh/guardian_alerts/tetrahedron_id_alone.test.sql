-- Clients write alerts about tetrahedrons with the tetrahedron's id alone.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family') as id into temp mesh;
grant select on mesh to service_role;
select pg_temp.as_service_role();
select lives_ok(
  $$insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'hub-stuck', 'info', 'Stuck.' from mesh$$,
  'such an alert is written'
);
select results_eq(
  $$select subject_kind, subject_id, subject_name from guardian_alerts$$, $$select 'tetrahedron', id::text, 'family' from mesh$$,
  'and has a subject'
);
select throws_ok(
  $$insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'hub-stuck', 'info', 'Stuck.' from mesh$$,
  '23505', null, 'one is open per tetrahedron and type'
);
select throws_ok(
  $$insert into guardian_alerts (tetrahedron_id, alert_type, severity, message)
    values (gen_random_uuid(), 'hub-stuck', 'info', 'Stuck.')$$, '23503', null, 'of an unknown one there is none'
);
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'tetrahedron', id::text, 'family', 'sensory-crisis', 'critical', 'Loud.' from mesh;
select is(
  (select tetrahedron_id from guardian_alerts where alert_type = 'sensory-crisis'), (select id from mesh), 'the id is filled in as well'
);

select * from finish();
rollback;
