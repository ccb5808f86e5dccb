-- Whoever may acknowledge an alert may snooze it.
begin;
select plan(13);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one, pg_temp.make_user('two@example.com') as two, pg_temp.make_user('v@example.com') as vertex
into temp users;
select pg_temp.make_tenant('acme');
select pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer into temp people;
select pg_temp.make_tetrahedron('family', null, vertex) as id into temp mesh from users;
select pg_temp.make_alert('own', one), pg_temp.make_alert('project') from users;
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, tetrahedron_id, alert_type, severity, message)
select 'service', 'acme', 'a', 'acme', null, 'down', 'critical', 'x'
union all select 'tetrahedron', id::text, 'family', null, id, 'mesh-degrading', 'critical', 'x' from mesh;
create temp table alerts as select case when tetrahedron_id is null then subject_id else 'mesh' end as name, id from guardian_alerts;
grant select on users, people, alerts to authenticated;
create function pg_temp.snooze(alert text) returns text language sql as $$
  select concat_ws(' ', case when s ->> 'owner_id' is not null then 'own' end, s ->> 'tenant_id',
    case when (s ->> 'created_by')::uuid = auth.uid() then 'by the caller' end)
  from alerts a, snooze_alert(a.id) s where a.name = snooze.alert;
$$;

select is(pg_temp.snooze('project'), '', 'SQL in the dashboard any');
select pg_temp.sign_in_as_anon();
select throws_ok($$select snooze_alert(gen_random_uuid())$$, '42501', null, 'anon none');
select pg_temp.sign_in_as_admin();
select is(pg_temp.snooze('own'), 'by the caller', 'an admin any, for the project');
select pg_temp.sign_in(one) from users;
select is(pg_temp.snooze('own'), 'own by the caller', 'a user their own');
select throws_ok($$select pg_temp.snooze('project')$$, 'PT404', 'alert_not_found', 'not the project''s');
select pg_temp.sign_in(two) from users;
select throws_ok($$select pg_temp.snooze('own')$$, 'PT404', 'alert_not_found', 'nor those of others');
select throws_ok($$select pg_temp.snooze('acme')$$, 'PT404', 'alert_not_found', 'nor a tenant''s');
select pg_temp.sign_in(member) from people;
select is(pg_temp.snooze('acme'), 'acme by the caller', 'a member their tenant''s');
select pg_temp.sign_in(viewer) from people;
select throws_ok($$select pg_temp.snooze('acme')$$, 'PT404', 'alert_not_found', 'a viewer only sees it');
select pg_temp.sign_in(vertex) from users;
select is(pg_temp.snooze('mesh'), 'by the caller', 'a vertex that of its tetrahedron');
select pg_temp.sign_out();
update guardian_alerts set resolved_at = now();
select throws_ok($$select pg_temp.snooze('own')$$, 'PT404', 'alert_not_found', 'one that is over cannot be snoozed');
select throws_ok($$select snooze_alert(null)$$, 'PT404', 'alert_not_found', 'nor none');
select is((select count(*) from silences), 5::bigint, 'each made one silence');

select * from finish();
rollback;
