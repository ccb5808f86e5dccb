-- A user's silence covers the user's alerts, a tenant's the tenant's, the project's all; a snooze covers one.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one_id, pg_temp.make_user('two@example.com') as two_id into temp users;
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_alert('one', one_id), pg_temp.make_alert('two', two_id), pg_temp.make_alert('project') from users;
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message)
values ('service', 'acme', 'a', 'acme', 'down', 'critical', 'x'), ('service', 'other', 'a', 'other', 'down', 'critical', 'x');
create function pg_temp.covered() returns setof text language sql as $$
  select a.subject_id
  from private.silences_over(array(select id from silences), array(select id from guardian_alerts)) o
  join guardian_alerts a on a.id = o.alert_id order by 1;
$$;
select is_empty($$select * from pg_temp.covered()$$, 'without a silence none is covered');
insert into silences (owner_id, ends_at) select one_id, now() + interval '1 hour' from users;
select results_eq($$select * from pg_temp.covered()$$, array['one'], 'a user''s covers the user''s');
delete from silences;
insert into silences (tenant_id, ends_at) values ('acme', now() + interval '1 hour');
select results_eq($$select * from pg_temp.covered()$$, array['acme'], 'a tenant''s the tenant''s');
delete from silences;
insert into silences (ends_at) values (now() + interval '1 hour');
select results_eq($$select * from pg_temp.covered()$$, array['acme', 'one', 'other', 'project', 'two'], 'the project''s all');
delete from silences;
insert into silences (alert_id, ends_at) select id, now() + interval '1 hour' from guardian_alerts where subject_id = 'two';
select results_eq($$select * from pg_temp.covered()$$, array['two'], 'a snooze the one');

select * from finish();
rollback;
