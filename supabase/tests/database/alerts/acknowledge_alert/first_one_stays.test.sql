-- Who took it on first stays on record.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_alert('api') as alert_id, pg_temp.make_user('first@example.com') as first_id into temp facts;
grant select on facts to authenticated;
update guardian_alerts set acknowledged_at = '2026-03-01 12:00+00', acknowledged_by = (select first_id from facts);
select pg_temp.sign_in_as_admin();
select lives_ok($$select acknowledge_alert(alert_id) from facts$$, 'acknowledging again is no error');
select results_eq(
  $$select acknowledged_at, acknowledged_by from guardian_alerts$$,
  $$select timestamptz '2026-03-01 12:00+00', first_id from facts$$,
  'time and person stay'
);

select * from finish();
rollback;
