-- The news of an execution are one message to each channel that hears of any, and commit with it.
begin;
select plan(13);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check(c) from unnest(array['a', 'b']) c;
insert into notification_channels (name, kind, tenant_id, config)
values ('mail', 'email', 'acme', '{"to": ["a@example.com"]}'), ('chat', 'slack', 'acme', '{}'), ('hook', 'webhook', 'acme', '{}');
update tenant_settings set channels = '{dashboard,email,slack,sms}';
select pg_temp.set_mood('acme', 'warning', id => 'a'), pg_temp.set_mood('acme', 'alert', true, id => 'b');
select pg_temp.run_due('2026-03-01 12:00+00') as executions into temp run;
select results_eq($$select * from pg_temp.outbox()$$, array['chat: opened acme pending', 'mail: opened acme pending'], 'one message a channel');
select results_eq(
  $$select subject_kind, tenant_id, alert_type, severity, message, resolved_at, auto_resolved from guardian_alerts$$,
  $$values ('tenant', 'acme', 'tenant-report', 'critical', 'Acme: 1 alert, 1 warning.', timestamptz '2026-03-01 12:00+00', true)$$,
  'of one alert, which is over as it begins'
);
select is((select details -> 'channel_kinds' from guardian_alerts), '["email", "slack", "sms"]', 'for the kinds that hear of any');
select is((select details -> 'counts' from guardian_alerts), '{"urgent": 1, "high": 0, "medium": 1, "low": 0}', 'with counts');
select results_eq(
  $$select r ->> 'checkId', r ->> 'status', r -> 'channels' from guardian_alerts, jsonb_array_elements(details -> 'results') r$$,
  $$values ('b', 'alert', '["dashboard", "email", "slack", "sms"]'::jsonb), ('a', 'warning', '["dashboard", "email"]')$$,
  'the worst first, each with the kinds that hear of it'
);
select results_eq(
  $$select channel, outcome, notification_id is not null, jsonb_array_length(results) from heartbeat_notifications order by 1$$,
  $$values ('dashboard', 'shown', false, 2), ('email', 'queued', true, 0), ('slack', 'queued', true, 0), ('sms', 'no_channel', false, 0)$$,
  'Notification records saved'
);
select is((select notifications_sent from heartbeat_executions), 3, 'three were told');
select is((select alert_id from heartbeat_executions), (select id from guardian_alerts), 'by that alert');
select is((select private.run_claims(jsonb_build_array(jsonb_build_object('executionId', execution_id)), '2026-03-01 12:00:01+00') from heartbeat_executions),
  '[]', 'the same claim again');
select is((select count(*) from notifications), 2::bigint, 'tells nobody twice');
select pg_temp.run_due('2026-03-01 13:00+00');
select is((select count(*) from notifications), 2::bigint, 'nor does the next execution, while nothing is new');
select is((select suppressed_count from heartbeat_executions where started_at = '2026-03-01 13:00+00'), 2, 'it suppresses both');
update tenant_settings set channels = '{dashboard}';
select pg_temp.set_mood('acme', 'alert', id => 'a');
select pg_temp.run_due('2026-03-01 14:00+00');
select is((select count(*) from guardian_alerts), 1::bigint, 'the dashboard alone needs no message');

select * from finish();
rollback;
