-- Demo data for the local stack: an admin to sign in with, and jobs in every state. The admin's password is public, so it is made
-- only where `npm start` says that it runs on its own database.

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
  (job_name, last_run_at, status, metadata, expected_every, grace, last_duration, description, heartbeat_count)
values
  ('nightly-backup', now() - interval '26 hours', 'healthy', '{"rows": 48211}', null, '0', '4 minutes 12 seconds',
    'Dumps the database to object storage', 31),
  ('sync-invoices', now() - interval '3 minutes', 'healthy', '{"invoices": 12}', '5 minutes', '2 minutes', '6 seconds',
    'Pulls invoices from the billing provider', 8812),
  ('send-digest', now() - interval '9 hours', 'healthy', '{"sent": 312}', '24 hours', '1 hour', '48 seconds',
    'Mails the daily digest', 40),
  ('rebuild-search', now() - interval '50 minutes', 'healthy', '{}', '1 hour', '15 minutes', '3 minutes',
    'Rebuilds the search index', 702)
on conflict do nothing;

insert into public.job_heartbeats (job_name, last_run_at, status, expected_every, paused, description, heartbeat_count)
values ('quarterly-report', now() - interval '40 days', 'healthy', '90 days', true, 'Paused until the new quarter', 3)
on conflict do nothing;
