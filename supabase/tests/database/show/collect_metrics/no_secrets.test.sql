-- Nobody reads a destination, a recipient, a secret or an error text here.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select create_notification_channel('Ops', 'webhook', 'https://hooks.example.com/in/abcdef123456');
select create_notification_channel('Mail', 'email', null, '{"to": ["ops@example.com"]}');
update notification_channels set last_error = 'token=hunter2', disabled_reason = 'hunter2', destination_hint = 'x3456';
insert into job_heartbeats (job_name, metadata) values ('backup', '{"password": "hunter2"}');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, details)
values ('service', 'api', 'api', 'down', 'critical', 'hunter2', '{"key": "hunter2"}');
update notifications set last_error = 'hunter2';
create temp table said as
select collect_metrics()::text || render_metrics() as text,
  (select array_agg(s.decrypted_secret) from vault.decrypted_secrets s where s.name like 'heartbase\_%') as secrets;
select ok((select text ~ 'Ops' and text ~ 'backup' from said), 'names are there');
select is_empty(
  $$select w from said, unnest(array['hunter2', 'example.com', 'abcdef', '3456', 'ops@']) w where position(w in text) > 0$$,
  'what else is known of them is not'
);
select is_empty(
  $$select 'a secret' from said, unnest(secrets) s where position(s in text) > 0 union all
    select 'no secret to look for' from said where coalesce(cardinality(secrets), 0) < 3$$, 'nor what Vault holds'
);

select * from finish();
rollback;
