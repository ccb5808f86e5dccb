-- Who wants to hear that all is clear does, but in quiet hours.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
insert into notification_channels (name, kind, tenant_id) values ('hook', 'webhook', 'acme'), ('chat', 'slack', 'acme');
update tenant_settings set channels = '{dashboard,webhook,slack}', quiet_start_hour = 22, quiet_end_hour = 7;
select pg_temp.run_due('2026-03-01 12:00+00');
select is_empty($$select from heartbeat_notifications$$, 'nobody does by default');
update tenant_settings set suppress_all_clear = false;
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select message, severity from guardian_alerts$$, $$values ('Acme: all clear.', 'info')$$, 'whoever wants to does');
select results_eq($$select * from pg_temp.outbox()$$, array['hook: opened acme pending'], 'on channels that hear everything');
select pg_temp.run_due('2026-03-01 22:00+00');
select is((select count(*) from guardian_alerts), 1::bigint, 'but not in quiet hours');

select * from finish();
rollback;
