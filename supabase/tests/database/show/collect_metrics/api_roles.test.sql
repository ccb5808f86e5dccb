-- Metrics name everybody's subjects: they are for the service role.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.as_service_role();
select lives_ok($$select collect_metrics()$$, 'the service role may collect');
select lives_ok($$select render_metrics()$$, 'and render');
select pg_temp.sign_in_as_admin();
select throws_ok($$select collect_metrics()$$, '42501', null, 'an admin may not collect');
select throws_ok($$select render_metrics()$$, '42501', null, 'nor render');
select pg_temp.sign_in_as_anon();
select throws_ok($$select collect_metrics()$$, '42501', null, 'nor may anon collect');
select throws_ok($$select render_metrics()$$, '42501', null, 'or render');
select pg_temp.as_app_service();
select throws_ok($$select collect_metrics()$$, '42501', null, 'nor may app_service collect');
select throws_ok($$select render_metrics()$$, '42501', null, 'or render');

select * from finish();
rollback;
