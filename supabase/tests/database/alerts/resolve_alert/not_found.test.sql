-- Only an open alert can be resolved.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_alert('api') as alert_id into temp facts;
grant select on facts to service_role;
select pg_temp.as_service_role();
select lives_ok($$select resolve_alert(alert_id) from facts$$, 'the service role resolves an open alert');
select throws_ok($$select resolve_alert(alert_id) from facts$$, 'PT404', 'alert_not_found', 'the second time it is not found');
select throws_ok($$select resolve_alert(gen_random_uuid())$$, 'PT404', 'alert_not_found', 'an unknown id is not found');

select * from finish();
rollback;
