-- Demo data for the local stack: an admin to sign in with; jobs in every state, with alerts that are over; a mesh of which the admin is
-- a vertex, a machine and a tenant of theirs. The admin's password is public, so it is made only where `npm start` says that it runs
-- on its own database.

insert into auth.users (
  id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at
)
select
  '00000000-0000-4000-8000-00000000ad31', 'authenticated', 'authenticated', 'admin@heartbase.local',
  extensions.crypt('heartbase', extensions.gen_salt('bf')), now(),
  '{"provider": "email", "providers": ["email"], "role": "admin"}', '{}', now(), now()
where current_setting('heartbase.local_stack', true) = 'on'
on conflict do nothing;

insert into auth.identities (id, provider, provider_id, user_id, identity_data, created_at, updated_at)
select
  '00000000-0000-4000-8000-00000000ad31', 'email', '00000000-0000-4000-8000-00000000ad31',
  '00000000-0000-4000-8000-00000000ad31',
  '{"sub": "00000000-0000-4000-8000-00000000ad31", "email": "admin@heartbase.local", "email_verified": true}', now(), now()
where current_setting('heartbase.local_stack', true) = 'on'
on conflict do nothing;

-- nightly-backup is a day and two hours late: the first tick turns it into one alert, which arrives in the inbox.
insert into public.job_heartbeats
  (job_name, last_run_at, status, metadata, expected_every, grace, last_duration, description, heartbeat_count, created_at)
values
  ('nightly-backup', now() - interval '26 hours', 'healthy', '{"rows": 48211}', null, '0', '4 minutes 12 seconds',
    'Dumps the database to object storage', 117, now() - interval '120 days'),
  ('sync-invoices', now() - interval '3 minutes', 'healthy', '{"invoices": 12}', '5 minutes', '2 minutes', '6 seconds',
    'Pulls invoices from the billing provider', 8812, now() - interval '31 days'),
  ('send-digest', now() - interval '9 hours', 'healthy', '{"sent": 312}', '24 hours', '1 hour', '48 seconds',
    'Mails the daily digest', 118, now() - interval '120 days'),
  ('rebuild-search', now() - interval '50 minutes', 'healthy', '{}', '1 hour', '15 minutes', '3 minutes',
    'Rebuilds the search index', 1702, now() - interval '72 days')
on conflict do nothing;

insert into public.job_heartbeats
  (job_name, last_run_at, status, expected_every, paused, description, heartbeat_count, created_at)
values (
  'quarterly-report', now() - interval '40 days', 'healthy', '90 days', true, 'Paused until the new quarter', 3,
  now() - interval '200 days'
)
on conflict do nothing;

-- A family whose devices were heard every five minutes until now. Like every mesh, it is alerted about after an hour of silence.
insert into public.users (id, email, full_name)
values
  ('00000000-0000-4000-8000-00000000ad31', 'admin@heartbase.local', 'Ada Lindqvist'),
  ('00000000-0000-4000-8000-0000000000b2', 'bo@heartbase.local', 'Bo Lindqvist'),
  ('00000000-0000-4000-8000-0000000000c3', 'cleo@heartbase.local', 'Cleo Lindqvist'),
  ('00000000-0000-4000-8000-0000000000d4', 'dag@heartbase.local', 'Dag Lindqvist')
on conflict do nothing;

with family as (
  insert into public.tetrahedrons (id, name, domain, vertices, hub_vertex_id, last_heartbeat_at, heartbeat_count)
  values (
    '00000000-0000-4000-8000-0000000000e5', 'Lindqvist family', 'family',
    array[
      '00000000-0000-4000-8000-00000000ad31', '00000000-0000-4000-8000-0000000000b2',
      '00000000-0000-4000-8000-0000000000c3', '00000000-0000-4000-8000-0000000000d4'
    ],
    '00000000-0000-4000-8000-00000000ad31', now(), 12
  )
  on conflict do nothing
  returning id
)
insert into public.mesh_heartbeats (tetrahedron_id, source, payload, created_at)
select f.id, (array['phone of Ada', 'phone of Bo', 'watch of Cleo', 'hallway sensor'])[1 + n % 4],
  jsonb_build_object('battery', 97 - n), now() - n * interval '5 minutes'
from family f, generate_series(11, 0, -1) n;

-- A server that reported every minute for two hours, until now. It has an hour too: with the two minutes that a machine has otherwise,
-- a second trouble would join the one that this demo is about. It has no key: rotating its key gives it one, for an agent.
with machine as (
  insert into public.machines (
    user_id, name, hostname, description, status, status_changed_at, last_seen, offline_after, watched_since, created_at, platform,
    platform_version, cpu_cores, memory_total_mb, disk_total_gb, uptime_s, cpu_pct, mem_used_pct, disk_used_pct, heartbeat_count
  )
  select u.id, 'web-1', 'web-1.example.com', 'Serves the shop', 'online', now() - interval '3 days', now(), '1 hour',
    now() - interval '41 days', now() - interval '41 days', 'linux', 'Debian 13', 4, 7936, 80, 259200, 23, 61, 44, 120
  from auth.users u
  where u.id = '00000000-0000-4000-8000-00000000ad31'
    and not exists (select from public.machines m where m.user_id = u.id and m.name = 'web-1')
  returning id
)
insert into public.machine_metrics (machine_id, minute, sample_count, cpu_pct, cpu_pct_max, mem_used_pct, disk_used_pct)
select m.id, date_trunc('minute', now()) - n * interval '1 minute', 6, c.pct, c.pct + 7, 58 + 4 * sin(n / 30.0), 44 - n / 60.0
from machine m, generate_series(119, 0, -1) n
-- A slow wave, a quick one, and a task every half hour.
cross join lateral (select 22 + 8 * sin(n / 14.0) + 4 * cos(n * 1.7) + case when n % 30 < 4 then 38 else 0 end) c(pct);

-- Whoever runs the platform, as a tenant: old enough to be looked at in the first five minutes. What is found is shown, not sent.
with platform as (
  insert into public.tenants (id, name, role, created_at)
  values ('demo-platform', 'Demo platform', 'super_user', now() - interval '60 days')
  on conflict do nothing
  returning id
),
members as (
  insert into public.tenant_members (tenant_id, user_id, role)
  select p.id, u.id, 'owner' from platform p, auth.users u where u.id = '00000000-0000-4000-8000-00000000ad31'
)
insert into public.tenant_signals (tenant_id, signal, item, data)
select p.id, s.signal, s.item, s.data
from platform p, (values
  ('system_health', '', '{"status": "up"}'::jsonb),
  ('deployments', 'shop-284', jsonb_build_object('status', 'failed', 'created_at', now() - interval '2 hours')),
  ('deployments', 'shop-283', jsonb_build_object('status', 'succeeded', 'created_at', now() - interval '7 hours')),
  ('accounts', 'Harbour Bakery', jsonb_build_object(
    'status', 'active', 'plan', 'growth', 'last_activity_at', now() - interval '38 days')),
  ('accounts', 'Nordic Bikes', jsonb_build_object(
    'status', 'active', 'plan', 'starter', 'last_activity_at', now() - interval '2 hours')),
  ('glm_usage', '', '{"percent": 71}'::jsonb)
) s(signal, item, data);

-- Settings are made with their tenant; these are still as they were made.
update public.tenant_settings s
set interval_minutes = 15, active_start_hour = null, active_end_hour = null, quiet_start_hour = null, quiet_end_hour = null,
    timezone = 'UTC', channels = '{dashboard}', enabled_checks = '{
      churn_risk, connections, cron_failures, cron_overdue, database_size, dead_letters, deployment_status, evaluator, foreign_key_indexes,
      glm_usage_90, net_failures, outbox_backlog, platform_health, primary_keys, row_level_security
    }'
where s.tenant_id = 'demo-platform' and s.last_run_at is null and s.enabled_checks is null;

-- Troubles of the last 90 days that are over, in the histories of their jobs, the machine and the mesh. A new alert is told to every
-- channel, even if it is over: they are loaded only where no channel is on yet, as when the local stack starts.
with troubles as (
  select * from (values
    (1, 'nightly-backup', 'job-stale', interval '74 days', interval '9 hours', interval '1 day', interval '24 hours', null),
    (2, 'nightly-backup', 'job-failing', interval '47 days', interval '2 days 4 hours', null, null,
      'The bucket was full: old dumps now go after 60 days.'),
    (3, 'nightly-backup', 'job-stale', interval '19 days', interval '5 hours', interval '1 day', interval '24 hours', null),
    (4, 'sync-invoices', 'job-failing', interval '26 days', interval '50 minutes', null, null, null),
    (5, 'sync-invoices', 'job-stale', interval '6 days', interval '35 minutes', interval '7 minutes', interval '5 minutes', null),
    (6, 'send-digest', 'job-failing', interval '33 days', interval '6 hours', null, null, 'The mail provider had an outage.'),
    (7, 'rebuild-search', 'job-stale', interval '11 hours', interval '25 minutes', interval '75 minutes', interval '1 hour', null),
    (8, 'rebuild-search', 'job-failing', interval '61 days', interval '3 hours', null, null, null)
  ) t(number, job_name, type, ago, lasted, silence, every, resolution)
),
alerts as (
  select t.number, 'job' as kind, t.job_name as subject, t.job_name as name, null::uuid as owner_id, t.type, 'critical' as severity,
    case t.type
      when 'job-failing' then format('Job "%s" failed.', t.job_name)
      else format('Job "%s" has not run since %s; it is expected every %s.', t.job_name,
        to_char((now() - t.ago - t.silence) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), private.describe_interval(t.every))
    end as message,
    t.ago, t.lasted, t.resolution, format('Job "%s" is well again.', t.job_name) as recovery
  from troubles t
  union all
  select 9, 'machine', m.id::text, m.name, m.user_id, 'machine-offline', 'critical',
    format('Machine "%s" has not reported since %s.', m.name,
      to_char((now() - interval '73 hours 12 minutes') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')),
    interval '72 hours 12 minutes', interval '12 minutes', null, format('Machine "%s" is back online.', m.name)
  from public.machines m
  where m.user_id = '00000000-0000-4000-8000-00000000ad31' and m.name = 'web-1'
  union all
  select 10, 'tetrahedron', t.id::text, t.name, null, 'mesh-degrading', 'warning',
    format('Last heartbeat recorded at %s.',
      to_char((now() - interval '12 days 1 hour') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    interval '12 days', interval '3 hours', null, format('Tetrahedron "%s" is heard again.', t.name)
  from public.tetrahedrons t
  where t.id = '00000000-0000-4000-8000-0000000000e5'
)
insert into public.guardian_alerts (
  id, subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message, detected_at, created_at, last_alerted_at,
  resolved_at, auto_resolved, resolution
)
select
  ('00000000-0000-4000-a000-' || lpad(a.number::text, 12, '0'))::uuid, a.kind, a.subject, a.name, a.owner_id, a.type, a.severity,
  a.message, now() - a.ago, now() - a.ago, now() - a.ago, now() - a.ago + a.lasted, a.resolution is null,
  coalesce(a.resolution, a.recovery)
from alerts a
where not exists (select from public.notification_channels c where c.enabled)
on conflict do nothing;

-- A public page at /status/demo: jobs, a machine, the family and the database under names for everybody.
insert into public.status_pages (id, slug, title, description)
values (
  '00000000-0000-4000-8000-0000000000f6', 'demo', 'Demo services', 'Some of what the demo data monitors, as everybody may see it.'
)
on conflict do nothing;

insert into public.status_page_components (page_id, key, name, description, group_name, position, subject_kind, subject_id)
values
  ('00000000-0000-4000-8000-0000000000f6', 'invoices', 'Invoices', 'Arrive every five minutes', 'Billing', 1, 'job', 'sync-invoices'),
  ('00000000-0000-4000-8000-0000000000f6', 'search', 'Search', '', 'Shop', 2, 'job', 'rebuild-search'),
  ('00000000-0000-4000-8000-0000000000f6', 'digest', 'Daily digest', '', 'Shop', 3, 'job', 'send-digest'),
  ('00000000-0000-4000-8000-0000000000f6', 'backups', 'Backups', 'Every night', 'Infrastructure', 4, 'job', 'nightly-backup'),
  ('00000000-0000-4000-8000-0000000000f6', 'family', 'Family devices', '', 'Infrastructure', 5, 'tetrahedron',
    '00000000-0000-4000-8000-0000000000e5'),
  ('00000000-0000-4000-8000-0000000000f6', 'database', 'Database', '', 'Infrastructure', 6, 'service', 'database')
on conflict do nothing;

insert into public.status_page_components (page_id, key, name, group_name, position, subject_kind, subject_id)
select '00000000-0000-4000-8000-0000000000f6', 'web', 'Web server', 'Shop', 3, 'machine', m.id::text
from public.machines m
where m.user_id = '00000000-0000-4000-8000-00000000ad31' and m.name = 'web-1'
on conflict do nothing;

insert into public.status_page_notices (id, page_id, kind, title, status, components, starts_at, ends_at)
values (
  '00000000-0000-4000-8000-000000000a07', '00000000-0000-4000-8000-0000000000f6', 'maintenance', 'Search moves to new disks', 'scheduled',
  '{search}', date_trunc('hour', now()) + interval '3 days', date_trunc('hour', now()) + interval '3 days 2 hours'
)
on conflict do nothing;

insert into public.status_page_updates (id, notice_id, status, body)
values (
  '00000000-0000-4000-8000-000000000b07', '00000000-0000-4000-8000-000000000a07', 'scheduled',
  'Results may be a few minutes old while the index is copied.'
)
on conflict do nothing;
