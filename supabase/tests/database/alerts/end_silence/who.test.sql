-- A silence is ended by whoever could make it.
begin;
select plan(17);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one, pg_temp.make_user('two@example.com') as two into temp users;
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'admin') as admin, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('acme', 'viewer') as viewer, pg_temp.make_member('other', 'owner') as stranger into temp people;
select pg_temp.make_alert('acme') as id into temp alert;
update guardian_alerts set tenant_id = 'acme';
create temp table names (name text, id uuid);
grant select on users, people, names to anon, authenticated, service_role;
with made as (
  insert into silences (reason, owner_id, tenant_id, alert_id, created_by, starts_at, ends_at)
  select v.name, v.owner_id, v.tenant_id, v.alert_id, v.created_by, now() - interval '1 hour', now() + interval '1 hour'
  from users, people, alert, lateral (values
    ('own', one, null, null, one), ('acme', null, 'acme', null, admin), ('snooze', null, 'acme', alert.id, admin),
    ('snooze 2', null, 'acme', alert.id, admin), ('vertex', null, null, alert.id, two), ('project', null, null, null, two)
  ) v(name, owner_id, tenant_id, alert_id, created_by)
  returning reason, id
)
insert into names select reason, id from made;
create function pg_temp.stop(name text) returns boolean language sql as $$
  select end_silence((select n.id from names n where n.name = stop.name));
$$;

select pg_temp.sign_in_as_anon();
select throws_ok($$select end_silence(gen_random_uuid())$$, '42501', null, 'anon none');
select pg_temp.sign_in(two) from users;
select throws_ok(format('select pg_temp.stop(%L)', name), 'PT404', 'silence_not_found', 'another user not: ' || name)
from (values ('own'), ('acme'), ('snooze'), ('project')) v(name);
select is(pg_temp.stop('vertex'), true, 'but what they snoozed as a vertex');
select pg_temp.sign_in(stranger) from people;
select throws_ok($$select pg_temp.stop('acme')$$, 'PT404', 'silence_not_found', 'another tenant''s owner not the tenant''s');
select pg_temp.sign_in(viewer) from people;
select throws_ok($$select pg_temp.stop('snooze')$$, 'PT404', 'silence_not_found', 'a viewer not a snooze');
select pg_temp.sign_in(member) from people;
select throws_ok($$select pg_temp.stop('acme')$$, 'PT404', 'silence_not_found', 'a member not the tenant''s');
select is(pg_temp.stop('snooze'), true, 'but a snooze');
select pg_temp.sign_in(admin) from people;
select is(pg_temp.stop('acme'), true, 'an admin of the tenant the tenant''s');
select is(pg_temp.stop('snooze 2'), true, 'and a snooze');
select pg_temp.sign_in(one) from users;
select is(pg_temp.stop('own'), true, 'a user their own');
select pg_temp.sign_in_as_admin();
select is(pg_temp.stop('project'), true, 'an admin any');
select pg_temp.as_service_role();
select is(pg_temp.stop('project'), false, 'and so does the service role; it had ended');
select throws_ok($$select end_silence(gen_random_uuid())$$, 'PT404', 'silence_not_found', 'one that is not there is not found');
select throws_ok($$select end_silence(null)$$, 'PT404', 'silence_not_found', 'nor none');

select * from finish();
rollback;
