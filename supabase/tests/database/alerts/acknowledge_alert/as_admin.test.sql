-- An admin takes an alert on.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_user('admin@example.com') as admin_id, pg_temp.make_alert('api') as alert_id into temp facts;
grant select on facts to authenticated;
select pg_temp.sign_in(admin_id, '{"role": "admin"}') from facts;
select acknowledge_alert(alert_id) from facts;
select results_eq(
  $$select acknowledged_at, acknowledged_by, resolved_at from guardian_alerts$$,
  $$select now(), admin_id, null::timestamptz from facts$$,
  'it is acknowledged by that admin, and still open'
);

select * from finish();
rollback;
