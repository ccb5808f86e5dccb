-- An alert about a tenant's subject goes to the tenant's channels.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('operator', 'super_user');
update tenants set uses_project_channels = true where id = 'operator';
select pg_temp.make_channel('project') as project, pg_temp.make_channel('acme') as acme into temp channels;
update notification_channels set tenant_id = 'acme' where name = 'acme';
select pg_temp.make_job(j, '2026-03-01 00:00+00') from unnest(array['backup', 'acme backup', 'operator backup']) j;
update job_heartbeats set tenant_id = split_part(job_name, ' ', 1) where job_name like '% %';
update job_heartbeats set next_check_at = '-infinity';
select is(private.evaluate_jobs('2026-03-01 06:00+00'), 3, 'three jobs are late');
select results_eq(
  $$select subject_id, tenant_id from guardian_alerts order by 1$$,
  $$values ('acme backup', 'acme'), ('backup', null), ('operator backup', 'operator')$$, 'an alert has the tenant of its job'
);
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['acme: opened acme backup pending', 'project: opened backup pending', 'project: opened operator backup pending'],
  'a tenant''s goes to the tenant, and to the project where the tenant says so'
);
delete from guardian_alerts;
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details)
values ('tenant', 'acme', 'Acme', 'acme', 'news', 'info', 'News.', '{"channel_kinds": ["email", "slack"]}');
select is_empty($$select * from pg_temp.outbox()$$, 'an alert that names kinds of channel goes to no other');
update guardian_alerts set resolved_at = now();
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, details)
values ('tenant', 'acme', 'Acme', 'news', 'info', 'News.', '{"channel_kinds": ["webhook"]}');
select results_eq($$select * from pg_temp.outbox()$$, array['acme: opened acme pending'], 'but to these; its tenant is its subject');
delete from guardian_alerts;
select private.bury_notifications(array[]::uuid[], 'because');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'service', 'notification_channel/' || acme, 'acme', 'delivery-failed', 'critical', 'Alerts no longer reach the channel.' from channels;
select is((select tenant_id from guardian_alerts), 'acme', 'trouble with a channel is its tenant''s');
select lives_ok($$delete from tenants where id = 'acme'$$, 'all of it goes with the tenant');

select * from finish();
rollback;
