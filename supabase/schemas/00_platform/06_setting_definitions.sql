-- What each known setting means, its type, its default and its bounds. Rows of app_settings override the default.
create table if not exists private.setting_definitions (
  key text primary key,
  value_type text not null constraint setting_definitions_value_type_known
    check (value_type in ('interval', 'duration', 'integer', 'url', 'text')),
  default_value text,
  minimum text,
  maximum text,
  description text not null
);
comment on table private.setting_definitions is 'Known settings: type, default and bounds. Written by migrations only.';
alter table private.setting_definitions enable row level security;
revoke all on private.setting_definitions from public, anon, authenticated, service_role;

insert into private.setting_definitions (key, value_type, default_value, minimum, maximum, description)
values
  ('edge_base_url', 'url', null, null, null, 'API base URL of this project; edge functions are at <url>/functions/v1/<name>'),
  ('stale_after', 'interval', '24 hours', '1 second', '10 years', 'How often a job must run when its row has no expected_every'),
  ('alert_repeat_after', 'interval', '6 hours', '1 minute', '1 year', 'Least time between two alerts about the same subject'),
  ('mesh_stale_after', 'interval', '1 hour', '1 minute', '10 years', 'Silence after which a tetrahedron without a stale_after of its own is stale'),
  ('MACHINE_HEARTBEAT_CHECK_INTERVAL', 'duration', '30s', '1s', '24h', 'How often machines are checked; configure_machine_monitor() sets it'),
  ('MACHINE_OFFLINE_THRESHOLD', 'duration', '2m', '1s', '8760h', 'Silence after which a machine without an offline_after of its own is offline'),
  ('machines_per_user', 'integer', '100', '0', '1000000', 'Machines that a signed-in user may register'),
  ('edge_timeout', 'interval', '60 seconds', '1 second', '400 seconds', 'How long pg_net waits for an edge function'),
  ('delivery_lease', 'interval', '60 seconds', '30 seconds', '1 hour', 'How long a sender owns a claimed notification'),
  ('delivery_max_attempts', 'integer', '11', '1', '100', 'Attempts after which a notification is dead'),
  ('group_threshold', 'integer', '5', '1', '1000', 'Messages a channel may get in a minute before further ones are grouped'),
  ('channel_cooldown', 'interval', '1 minute', '0 seconds', '1 day', 'How long a channel waits after three failures in a row'),
  ('channels_per_user', 'integer', '20', '0', '10000', 'Channels that a signed-in user may have'),
  ('metrics_max_series', 'integer', '1000', '1', '100000', 'Subjects of a kind that have metrics of their own, the worst first'),
  ('outage_threshold', 'interval', '5 minutes', '2 minutes', '1 day', 'A stopped database counts as an outage from this length on'),
  ('alive_refresh_after', 'interval', '30 seconds', '5 seconds', '1 day', 'Age from which the result of a boot check is renewed when somebody asks for it'),
  ('notifications_retention', 'interval', '90 days', '1 day', '10 years', 'How long finished notifications are kept'),
  ('alerts_retention', 'interval', '365 days', '1 day', '10 years', 'How long resolved alerts and silences that are over are kept'),
  ('edge_requests_retention', 'interval', '7 days', '1 hour', '1 year', 'How long the log of edge function calls is kept'),
  ('mesh_heartbeats_retention', 'interval', '30 days', '1 day', '10 years', 'How long heartbeats of tetrahedrons are kept'),
  ('machine_metrics_retention', 'interval', '7 days', '1 hour', '10 years', 'How long the metrics of machines are kept, a row a minute'),
  ('tenant_minimum_age', 'interval', '7 days', '0', '1 year', 'Tenants younger than this are not looked at'),
  ('heartbeat_lease', 'interval', '3 minutes', '1 minute', '1 hour', 'How long an execution of a tenant may take before another one may begin'),
  ('tenant_signals_limit', 'integer', '50000', '1', '10000000', 'Items of signals that a tenant may have'),
  ('tenant_signals_retention', 'interval', '35 days', '1 hour', '10 years', 'How long appended items of signals are kept'),
  ('heartbeat_executions_retention', 'interval', '30 days', '1 day', '10 years', 'How long executions of tenants and their failures are kept'),
  ('remediation_runs_retention', 'interval', '90 days', '2 days', '10 years', 'How long runs of remediations are kept'),
  ('tenant_insights_retention', 'interval', '90 days', '1 day', '10 years', 'How long insights about tenants are kept'),
  ('cron_history_retention', 'interval', '7 days', '1 hour', '1 year', 'How long cron.job_run_details is kept')
on conflict (key) do update
  set value_type = excluded.value_type, default_value = excluded.default_value, minimum = excluded.minimum,
      maximum = excluded.maximum, description = excluded.description;
