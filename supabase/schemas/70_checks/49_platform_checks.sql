-- The checks of the platform, which any Supabase project should have: asked once a batch of tenants whose role is super_user.
-- docs/platform-checks.md says what each reads and what its arguments are.
insert into public.check_definitions (
  id, title, description, category, roles, default_priority, evaluator, rule, is_builtin
)
select v.id, v.title, v.description, 'system', '{super_user}'::text[], v.default_priority, 'sql',
  jsonb_build_object('function', 'private.check_' || v.id, 'arguments', v.arguments::jsonb, 'per', 'platform'), true
from (values
  ('cron_failures', 'pg_cron jobs', 'pg_cron jobs whose last finished run failed', 'high', '{"max_runs": 20000}'),
  ('cron_overdue', 'Schedule of pg_cron', 'pg_cron jobs that do not start when their schedule says', 'high', '{"grace": "5 minutes", "max_runs": 20000}'),
  ('cron_stuck', 'Runs of pg_cron', 'Runs of pg_cron jobs that do not end', 'high', '{"after": "1 hour"}'),
  ('cron_history_size', 'History of pg_cron', 'Size of the history of pg_cron, which it never prunes', 'medium', '{"max_bytes": 104857600}'),
  ('net_failures', 'Requests of pg_net', 'Requests of pg_net that fail, which pg_cron calls succeeded', 'high', '{"min_count": 5, "warning_percent": 10, "alert_percent": 50, "max_answers": 5000}'),
  ('net_backlog', 'Queue of pg_net', 'Requests that wait in the queue of pg_net', 'high', '{"warning": 200, "alert": 2000}'),
  ('net_worker', 'Worker of pg_net', 'Whether pg_net sends at all', 'urgent', '{"after": "5 minutes"}'),
  ('evaluator', 'Minute tick', 'Whether Heartbase''s own evaluation runs', 'urgent', '{"after": "3 minutes"}'),
  ('job_errors', 'Evaluation', 'Jobs, tetrahedrons and machines that could not be judged', 'high', '{"max_rows": 5000}'),
  ('outbox_backlog', 'Outbox', 'How long messages wait to be delivered', 'high', '{"warning": "5 minutes", "alert": "30 minutes"}'),
  ('dead_letters', 'Dead messages', 'Messages that nobody got', 'high', '{"max": 0}'),
  ('connections', 'Connections', 'Connections in use, of those that clients may have', 'high', '{"warning_percent": 80, "alert_percent": 90}'),
  ('long_transactions', 'Long transactions', 'Transactions that work for long', 'high', '{"after": "15 minutes"}'),
  ('idle_transactions', 'Idle transactions', 'Transactions whose client does nothing while they hold their locks', 'high', '{"after": "5 minutes"}'),
  ('prepared_transactions', 'Prepared transactions', 'Prepared transactions that nobody finished', 'high', '{"after": "15 minutes"}'),
  ('lock_waits', 'Lock waits', 'Statements that wait for a lock, and who holds it', 'high', '{"after": "30 seconds"}'),
  ('deadlocks', 'Deadlocks', 'Deadlocks since the last night', 'medium', '{"max": 5}'),
  ('cache_hit_ratio', 'Cache hit ratio', 'Share of blocks that were found in memory since the last night', 'medium', '{"warning_percent": 95, "alert_percent": 85, "min_blocks": 100000}'),
  ('replication_slots', 'Replication slots', 'Log that replication slots keep on disk', 'high', '{"warning_bytes": 1073741824, "alert_bytes": 4294967296}'),
  ('transaction_ids', 'Transaction ids', 'Age of the oldest transaction id', 'high', '{"warning": 500000000, "alert": 1200000000}'),
  ('dead_tuples', 'Dead rows', 'Tables with many dead rows that vacuum did not get to', 'medium', '{"min_rows": 10000, "percent": 30}'),
  ('stale_statistics', 'Statistics', 'Tables that changed much since they were last analysed', 'low', '{"min_rows": 10000, "percent": 30}'),
  ('primary_keys', 'Primary keys', 'Tables without a primary key', 'low', '{"except": []}'),
  ('foreign_key_indexes', 'Foreign keys', 'Foreign keys of large tables without an index', 'low', '{"min_rows": 10000, "except": []}'),
  ('unused_indexes', 'Unused indexes', 'Large indexes that no query used', 'low', '{"min_bytes": 104857600, "after": "14 days", "except": []}'),
  ('invalid_indexes', 'Invalid indexes', 'Indexes that a failed create index concurrently left behind', 'medium', '{}'),
  ('sequences', 'Sequences', 'Sequences, and the columns that they fill, that are nearly used up', 'high', '{"warning_percent": 75, "alert_percent": 90, "max_sequences": 500}'),
  ('row_level_security', 'Row level security', 'Tables that clients reach since row level security is off', 'urgent', '{"schemas": ["public"], "except": []}'),
  ('vault_secrets', 'Vault secrets', 'Vault secrets that pg_cron jobs name and that are not there', 'high', '{}'),
  ('failed_sign_ins', 'Sign-ins', 'Signs that somebody guesses passwords', 'high', '{"actions": ["user_recovery_requested", "user_repeated_signup", "verification_attempted"], "warning": 50, "alert": 500, "max_pages": 300}'),
  ('database_size', 'Size of the database', 'Size of the database, and its growth in a week', 'high', '{"max_bytes": 0, "warning_percent": 80, "alert_percent": 95, "growth_percent": 50, "growth_bytes": 104857600}'),
  ('storage_growth', 'Size of Storage', 'Bytes in Storage, and their growth in a week', 'high', '{"max_bytes": 0, "warning_percent": 80, "growth_percent": 50, "growth_bytes": 104857600}')
) v(id, title, description, default_priority, arguments)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;

-- The API from outside, as clients reach it. Off, since the database does not know its own address: whoever wants it gives their tenant a
-- check of this id with the project's URL.
insert into public.check_definitions (
  id, title, description, category, roles, default_priority, default_enabled, evaluator, rule, is_builtin
)
values (
  'project_api', 'API', 'Whether the project''s API answers: status, latency, days that its certificate has left', 'system', '{super_user}',
  'high', false, 'http', '{"url": "https://project-ref.supabase.co/functions/v1/alive/ping", "body_contains": "\"ok\":true"}', true
)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;
