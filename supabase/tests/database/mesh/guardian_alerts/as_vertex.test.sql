-- Vertices see, acknowledge and resolve the alerts of their tetrahedron; for others there are none.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_user('vertex@example.com') as vertex, pg_temp.make_user('other@example.com') as other into temp people;
select pg_temp.make_tetrahedron('family', now() - interval '2 hours', vertex) as id into temp mesh from people;
select pg_temp.make_tetrahedron('work', now() - interval '2 hours') as id into temp foreign_mesh;
select private.evaluate_tetrahedrons();
select a.id into temp alert from guardian_alerts a join mesh m on m.id = a.tetrahedron_id;
grant select on people, alert to authenticated, anon;
select pg_temp.sign_in(other) from people;
select is_empty($$select from guardian_alerts$$, 'another user sees none');
select throws_ok($$select acknowledge_alert(id) from alert$$, 'PT404', 'alert_not_found', 'acknowledges none');
select throws_ok($$select resolve_alert(id) from alert$$, 'PT404', 'alert_not_found', 'and resolves none');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from guardian_alerts$$, '42501', null, 'anon may not ask');
select pg_temp.sign_in(vertex) from people;
select results_eq($$select subject_name from guardian_alerts$$, array['family'], 'a vertex sees that of their own');
select throws_ok($$update guardian_alerts set message = 'x'$$, '42501', null, 'does not change what it says');
select throws_ok(
  $$insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'x', 'info', 'x' from alert$$, '42501', null,
  'and writes none'
);
select lives_ok($$select acknowledge_alert(id) from alert$$, 'acknowledges it');
select is((select acknowledged_by from guardian_alerts), (select vertex from people), 'on record');
select lives_ok($$select resolve_alert(id, 'Charged the phone.') from alert$$, 'and resolves it');
select results_eq($$select resolution, auto_resolved from guardian_alerts$$, $$values ('Charged the phone.', false)$$, 'by hand');

select * from finish();
rollback;
