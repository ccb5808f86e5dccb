-- A server takes an alert on; nobody is on record then.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_alert('api') as alert_id into temp facts;
grant select on facts to service_role;
select pg_temp.as_service_role();
select acknowledge_alert(alert_id) from facts;
select results_eq(
  $$select acknowledged_at, acknowledged_by from guardian_alerts$$, $$values (now(), null::uuid)$$, 'it is acknowledged'
);

select * from finish();
rollback;
