-- Demo data for the local stack: an admin to sign in with, jobs in every state, and a mesh of which the admin is a vertex. The
-- admin's password is public, so it is made only where `npm start` says that it runs on its own database.

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
