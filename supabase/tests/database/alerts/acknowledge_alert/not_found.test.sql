-- Only an open alert can be acknowledged.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_alert('api') as alert_id into temp facts;
update guardian_alerts set resolved_at = now();
select throws_ok(
  $$select acknowledge_alert(alert_id) from facts$$, 'PT404', 'alert_not_found', 'a resolved alert is not found'
);
select throws_ok(
  $$select acknowledge_alert(gen_random_uuid())$$, 'PT404', 'alert_not_found', 'an unknown id is not found'
);
select throws_ok($$select acknowledge_alert(null)$$, 'PT404', 'alert_not_found', 'null is not found');

select * from finish();
rollback;
