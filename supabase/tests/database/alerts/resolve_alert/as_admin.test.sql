-- An admin ends an alert by hand.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_alert('api') as alert_id into temp facts;
grant select on facts to authenticated;
select pg_temp.sign_in_as_admin();
select resolve_alert(alert_id, '  Replaced the disk.  ') from facts;
select results_eq(
  $$select resolved_at, auto_resolved, resolution from guardian_alerts$$,
  $$values (now(), false, 'Replaced the disk.')$$,
  'it is resolved with the note, and not by itself'
);

select * from finish();
rollback;
