-- Who never heard of trouble does not hear of its end; nor does anybody of a check that is not asked any more.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
update tenant_settings set interval_minutes = 5, quiet_start_hour = 0, quiet_end_hour = 6;
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 01:00+00');
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-01 01:05+00');
select is_empty($$select pg_temp.told()$$, 'trouble that came and went in quiet hours');
select is_empty($$select from tenant_check_states$$, 'is forgotten');
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 07:00+00');
update tenant_settings set enabled_checks = '{}';
select pg_temp.run_due('2026-03-01 08:00+00');
select results_eq($$select pg_temp.told()$$, array['07:00 warning medium'], 'a check that was switched off is not well');
select is_empty($$select from tenant_check_states$$, 'but forgotten too');

select * from finish();
rollback;
