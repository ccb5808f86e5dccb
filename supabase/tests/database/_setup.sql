-- Helpers of the database tests. tests/database/run.ts runs this in every session before the test file; they end with it.
set search_path = public, extensions;
set timezone = 'UTC';
set client_min_messages = error;
-- The next file's session is made while a file runs: looking into these functions would lock tables that the file may alter.
set check_function_bodies = off;

-- A project as it is after the migrations: nothing known, nothing configured. Rolled back with the test.
create function pg_temp.start_empty()
returns void
language sql
as $$
  delete from public.notifications;
  delete from public.silences;
  delete from public.guardian_alerts;
  delete from public.job_heartbeats;
  delete from public.mesh_heartbeats;
  delete from public.tetrahedrons;
  delete from public.users;
  delete from public.machines;
  delete from public.tenants;
  delete from public.status_pages;
  delete from public.notification_channels where source = 'database';
  update public.notification_channels
    set enabled = false, disabled_reason = private.missing_secrets_reason(kind),
      config = '{}', destination_hint = null, next_send_at = '-infinity', cooldown_until = null, burst_started_at = '-infinity', burst_count = 0, failure_count = 0;
  update private.channel_kinds set can_send = false where can_send;
  delete from public.app_settings;
  delete from private.edge_requests;
  delete from private.outages;
  delete from private.platform_samples;
  update private.evaluator_state set last_tick_at = null;
  update private.tenant_adoption set adopted_at = 'infinity';
  delete from public.check_remediations;
  delete from public.check_definitions where not is_builtin;
  delete from private.signal_sources;
  delete from public.alive_subsystems where kind <> 'built_in';
  update private.alive_state
    set phase = 'booting', lease = null, lease_expires_at = null, started_at = null, probes = null, finished_at = null, result = null;
  delete from net.http_request_queue;
  delete from net._http_response;
  delete from cron.job_run_details;
  delete from vault.secrets
    where name like 'heartbase\_%' or name in (select unnest(environment_secrets) from private.channel_kinds);
$$;

-- What makes the doorbell ring and edge functions callable.
create function pg_temp.configure_edge()
returns void
language sql
as $$
  insert into public.app_settings (key, value) values ('edge_base_url', 'https://project.supabase.co');
  select private.set_secret('heartbase_function_secret', 'function-only-secret');
$$;

create function pg_temp.make_user(email text)
returns uuid
language sql
as $$
  insert into auth.users (id, email) values (gen_random_uuid(), make_user.email) returning id;
$$;

-- The rest of the transaction runs as this user, until sign_out. Hosted and local read the claims from different settings.
create function pg_temp.sign_in(user_id uuid, app_metadata jsonb default '{}', user_metadata jsonb default '{}')
returns void
language sql
as $$
  select set_config('request.jwt.claim.sub', sign_in.user_id::text, true);
  select set_config('request.jwt.claims', jsonb_build_object('sub', sign_in.user_id, 'role', 'authenticated',
    'app_metadata', sign_in.app_metadata, 'user_metadata', sign_in.user_metadata)::text, true);
  select set_config('role', 'authenticated', true);
$$;

create function pg_temp.sign_out()
returns void
language sql
as $$
  select set_config('request.jwt.claim.sub', '', true);
  select set_config('request.jwt.claims', '', true);
  select set_config('role', 'none', true);
$$;

create function pg_temp.sign_in_as_admin()
returns void
language sql
as $$
  select pg_temp.sign_out();
  select pg_temp.sign_in(pg_temp.make_user('admin@example.com'), '{"role": "admin"}');
$$;

create function pg_temp.sign_in_as_anon()
returns void
language sql
as $$
  select set_config('request.jwt.claim.sub', '', true);
  select set_config('request.jwt.claims', '{"role": "anon"}', true);
  select set_config('role', 'anon', true);
$$;

create function pg_temp.as_service_role()
returns void
language sql
as $$
  select set_config('request.jwt.claim.sub', '', true);
  select set_config('request.jwt.claims', '{"role": "service_role"}', true);
  select set_config('role', 'service_role', true);
$$;

create function pg_temp.as_app_service()
returns void
language sql
as $$
  select pg_temp.sign_out();
  -- Where pgTAP is; rolled back with the test.
  grant usage on schema extensions to app_service;
  select set_config('request.jwt.claim.sub', '', true);
  select set_config('request.jwt.claims', '{"role": "app_service"}', true);
  select set_config('role', 'app_service', true);
$$;

create function pg_temp.make_channel(name text, kind text default 'webhook', owner_id uuid default null)
returns uuid
language sql
as $$
  insert into public.notification_channels (name, kind, owner_id)
  values (make_channel.name, make_channel.kind, make_channel.owner_id)
  returning id;
$$;

create function pg_temp.make_alert(subject_id text, owner_id uuid default null, severity text default 'critical')
returns uuid
language sql
as $$
  insert into public.guardian_alerts (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message)
  values ('service', make_alert.subject_id, make_alert.subject_id, make_alert.owner_id, 'down', make_alert.severity,
    make_alert.subject_id || ' is down.')
  returning id;
$$;

-- The outbox in words, such as 'ops: opened api delivered'; reminders have their slot behind them.
create function pg_temp.outbox()
returns setof text
language sql
as $$
  select format('%s: %s%s %s %s', c.name, n.event, case n.event when 'reminder' then ' ' || n.slot end, a.subject_id, n.state)
  from public.notifications n
  join public.guardian_alerts a on a.id = n.alert_id
  left join public.notification_channels c on c.id = n.channel_id
  order by 1;
$$;

-- A silence that began an hour ago and lasts for another.
create function pg_temp.make_silence(
  subject_id text default null, ends_at timestamptz default now() + interval '1 hour',
  starts_at timestamptz default now() - interval '1 hour', owner_id uuid default null
)
returns uuid
language sql
as $$
  insert into public.silences (subject_id, starts_at, ends_at, owner_id)
  values (make_silence.subject_id, make_silence.starts_at, make_silence.ends_at, make_silence.owner_id)
  returning id;
$$;

-- What silences hold, and for how long from now, in words, such as 'ops: opened api for 01:00:00'.
create function pg_temp.held()
returns setof text
language sql
as $$
  select format('%s: %s %s for %s', c.name, n.event, a.subject_id, n.held_until - now())
  from public.notifications n
  join public.guardian_alerts a on a.id = n.alert_id
  join public.notification_channels c on c.id = n.channel_id
  where n.state = 'pending' and n.held_by is not null and n.held_until > now() and n.next_attempt_at = n.held_until
  order by 1;
$$;

-- Leases the next unit of a channel at an instant, whatever its rate limit says, and describes it.
create function pg_temp.lease(channel_id uuid, now_at timestamptz default now())
returns jsonb
language plpgsql
as $$
declare
  v_unit_id uuid;
begin
  select private.lease_unit(c, lease.now_at, gen_random_uuid()) into v_unit_id
  from public.notification_channels c
  where c.id = lease.channel_id;
  return private.describe_unit(v_unit_id);
end
$$;

-- Reports on a unit that lease or claim_notifications gave.
create function pg_temp.acknowledge(unit jsonb, outcome text, retry_after numeric default null)
returns boolean
language sql
as $$
  select public.acknowledge_notification((acknowledge.unit ->> 'unit_id')::uuid, (acknowledge.unit ->> 'lease')::uuid,
    acknowledge.outcome, 'because', 500, acknowledge.retry_after);
$$;

-- Refuses any alert about a job of this name, as a bug in alerting would, or a fault that passes.
create function pg_temp.poison_job(job_name text, errcode text default 'P0001')
returns void
language plpgsql
as $$
begin
  execute format($trigger$
    create function pg_temp.refuse_alert() returns trigger language plpgsql as $body$
    begin
      if new.subject_id = %L then
        raise exception using errcode = %L, message = 'poisoned';
      end if;
      return new;
    end
    $body$
  $trigger$, poison_job.job_name, poison_job.errcode);
  create trigger refuse_alert before insert on public.guardian_alerts
    for each row execute function pg_temp.refuse_alert();
end
$$;

-- A job whose check is due at any time.
create function pg_temp.make_job(
  job_name text, last_run_at timestamptz, expected_every interval default '1 hour', grace interval default '0'
)
returns text
language sql
as $$
  insert into public.job_heartbeats (job_name, last_run_at, expected_every, grace, next_check_at)
  values (make_job.job_name, make_job.last_run_at, make_job.expected_every, make_job.grace, '-infinity')
  returning job_name;
$$;

-- The alerts in words, such as 'backup job-stale open' or 'backup job-stale open, reminded 2'.
create function pg_temp.alerts()
returns setof text
language sql
as $$
  select a.subject_id || ' ' || a.alert_type || case when a.resolved_at is null then ' open' else ' resolved' end
    || case when a.reminder_count > 0 then ', reminded ' || a.reminder_count else '' end
  from public.guardian_alerts a
  order by 1;
$$;

-- A tetrahedron of one known vertex and three others, whose check is due at any time.
create function pg_temp.make_tetrahedron(
  name text, last_heartbeat_at timestamptz default null, vertex uuid default gen_random_uuid(), stale_after interval default null
)
returns uuid
language sql
as $$
  insert into public.tetrahedrons (name, vertices, last_heartbeat_at, stale_after, created_at, next_check_at)
  values (
    make_tetrahedron.name,
    array[make_tetrahedron.vertex, gen_random_uuid(), gen_random_uuid(), gen_random_uuid()]::text[],
    make_tetrahedron.last_heartbeat_at, make_tetrahedron.stale_after,
    coalesce(make_tetrahedron.last_heartbeat_at, now()), '-infinity'
  )
  returning id;
$$;

-- The alerts about tetrahedrons in words, such as 'family mesh-degrading warning open'.
create function pg_temp.mesh_alerts()
returns setof text
language sql
as $$
  select concat_ws(' ', a.subject_name, a.alert_type, a.severity, case
    when a.resolved_at is null then 'open'
    when a.auto_resolved then 'well again'
    else 'resolved by hand'
  end || case when a.reminder_count > 0 then ', reminded ' || a.reminder_count else '' end)
  from public.guardian_alerts a
  where a.subject_kind = 'tetrahedron'
  order by a.created_at, 1;
$$;

-- A machine whose check is due at any time: online when it was ever seen, and watched since then.
create function pg_temp.make_machine(
  name text, last_seen timestamptz default null, owner_id uuid default null, offline_after interval default null,
  status text default null
)
returns bigint
language sql
as $$
  insert into public.machines (name, user_id, last_seen, offline_after, status, watched_since, next_check_at)
  values (
    make_machine.name, make_machine.owner_id, make_machine.last_seen, make_machine.offline_after,
    coalesce(make_machine.status, case when make_machine.last_seen is null then 'offline' else 'online' end),
    coalesce(make_machine.last_seen, now()), '-infinity'
  )
  returning id;
$$;

-- Judges at an instant on a server that has been up since the epoch.
create function pg_temp.check_machines(now_at timestamptz)
returns integer
language sql
as $$
  select private.evaluate_machines(check_machines.now_at, 20000, '1970-01-01 00:00+00');
$$;

-- Machines in words, such as 'web offline'.
create function pg_temp.machines()
returns setof text
language sql
as $$
  select m.name || ' ' || m.status from public.machines m order by 1;
$$;

-- The alerts about machines in words, such as 'web open'.
create function pg_temp.machine_alerts()
returns setof text
language sql
as $$
  select a.subject_name || ' ' || case when a.resolved_at is null then 'open' else a.resolution end
  from public.guardian_alerts a
  where a.subject_kind = 'machine'
  order by a.created_at, 1;
$$;

-- A report as an agent sends it, with the key of a machine.
create function pg_temp.report(key text, more jsonb default '{}')
returns void
language sql
as $$
  select public.record_machine_metrics(encode(sha256(convert_to(report.key, 'UTF8')), 'hex'),
    jsonb_build_object('cpu_pct', 12.5, 'mem_used_pct', 40, 'disk_used_pct', 70) || report.more);
$$;

-- A tenant that is old enough to be looked at.
create function pg_temp.make_tenant(id text, role text default 'customer', created_at timestamptz default '2026-01-01 00:00+00')
returns text
language sql
as $$
  insert into public.tenants (id, name, role, created_at)
  values (make_tenant.id, initcap(make_tenant.id), make_tenant.role, make_tenant.created_at)
  returning id;
$$;

-- A user who is a member of a tenant.
create function pg_temp.make_member(tenant_id text, role text)
returns uuid
language sql
as $$
  insert into public.tenant_members (tenant_id, user_id, role)
  select make_member.tenant_id, pg_temp.make_user(make_member.role || gen_random_uuid() || '@example.com'), make_member.role
  returning user_id;
$$;

-- What a check says of a tenant of its first role whose signal has these items: 'warning high', or 'nothing'. A text such as
-- "@-30 minutes" in an item stands for that long before now_at, "@2 hours" for after it.
create function pg_temp.verdict(check_id text, items jsonb, now_at timestamptz default '2026-03-04 17:00+00')
returns text
language plpgsql
as $$
declare
  v_role text;
  v_signal text;
  v_verdict text;
begin
  select coalesce(d.roles[1], 'customer'), d.rule ->> 'signal' into v_role, v_signal
  from public.check_definitions d
  where d.id = verdict.check_id and d.tenant_id is null;
  delete from public.tenants where id = 'judged';
  insert into public.tenants (id, name, role) values ('judged', 'Judged', v_role);
  update public.tenant_settings set enabled_checks = array[verdict.check_id], timezone = 'America/New_York' where tenant_id = 'judged';
  insert into public.tenant_signals (tenant_id, signal, item, data)
  select 'judged', v_signal, i.position::text, (
    select coalesce(jsonb_object_agg(f.key, case
      when f.value #>> '{}' like '@%' then to_jsonb(verdict.now_at + substr(f.value #>> '{}', 2)::interval)
      else f.value
    end), '{}')
    from jsonb_each(i.item) f
  )
  from jsonb_array_elements(verdict.items) with ordinality i(item, position);
  select coalesce(r.status || ' ' || r.priority, 'nothing') into strict v_verdict
  from private.evaluate_checks(array['judged'], array[v_role], verdict.now_at) r;
  return v_verdict;
end
$$;

-- Looks at all tenants that are due at an instant, and returns the executions by tenant.
create function pg_temp.run_due(now_at timestamptz)
returns jsonb
language plpgsql
as $$
declare
  v_claims jsonb;
begin
  select jsonb_agg(jsonb_build_object('executionId', c)) into v_claims
  from unnest(private.claim_due_tenants(run_due.now_at)) c;
  return (
    select coalesce(jsonb_object_agg(e ->> 'tenantId', e), '{}')
    from jsonb_array_elements(private.run_claims(coalesce(v_claims, '[]'), run_due.now_at)) e
  );
end
$$;

-- A common check that says what the signal "mood" of the tenant says: {"status": …} of each item.
create function pg_temp.make_mood_check(id text default 'mood', default_priority text default 'medium')
returns void
language sql
as $$
  insert into public.check_definitions (id, title, category, default_priority, evaluator, rule)
  values (make_mood_check.id, 'Mood', 'system', make_mood_check.default_priority, 'count', format('{
    "signal": %s,
    "levels": [
      {"where": [{"field": "status", "eq": "alert"}, {"field": "urgent", "eq": true}], "status": "alert", "priority": "urgent"},
      {"where": [{"field": "status", "eq": "alert"}], "status": "alert"},
      {"where": [{"field": "status", "eq": "warning"}], "status": "warning"},
      {"where": [{"field": "status", "eq": "notice"}], "status": "ok"}
    ],
    "otherwise": {"status": "ok"}
  }', to_json(make_mood_check.id))::jsonb);
$$;

create function pg_temp.set_mood(tenant_id text, status text, urgent boolean default false, id text default 'mood')
returns void
language sql
as $$
  insert into public.tenant_signals (tenant_id, signal, data)
  values (set_mood.tenant_id, set_mood.id, jsonb_build_object('status', set_mood.status, 'urgent', set_mood.urgent))
  on conflict on constraint tenant_signals_pkey do update set data = excluded.data;
$$;

-- What was told on the dashboard, in words: 'alert medium', 'ok medium again' for what is well again.
create function pg_temp.told()
returns setof text
language sql
as $$
  select concat_ws(' ', to_char(n.created_at at time zone 'UTC', 'HH24:MI'), r ->> 'status', r ->> 'priority',
    case when r -> 'recovered' = 'true' then 'again' end)
  from public.heartbeat_notifications n
  left join lateral jsonb_array_elements(n.results) r on true
  where n.channel = 'dashboard'
  order by n.created_at, 1;
$$;

-- What a check of the platform answers at an instant.
create function pg_temp.ask(check_name text, arguments jsonb default '{}', now_at timestamptz default now())
returns jsonb
language plpgsql
as $$
declare
  v_answer jsonb;
begin
  execute format('select private.%I(null, $1, $2)', 'check_' || ask.check_name) into v_answer using ask.now_at, ask.arguments;
  return v_answer;
end
$$;

-- The same in words, such as 'warning high', or 'ok'.
create function pg_temp.says(check_name text, arguments jsonb default '{}', now_at timestamptz default now())
returns text
language sql
as $$
  select concat_ws(' ', a ->> 'status', a ->> 'priority') from pg_temp.ask(says.check_name, says.arguments, says.now_at) a;
$$;

-- An action of the kind rpc: a function of the database's owner with this body in PL/pgSQL, which says what it did in "answer".
create function pg_temp.make_remedy(body text, name text default 'fix')
returns void
language plpgsql
as $$
begin
  execute format('create function private.%I(tenant_id text, check_id text, result jsonb, arguments jsonb) returns jsonb language plpgsql '
    'security definer set search_path = public, extensions, pg_temp as %L', make_remedy.name,
    format('declare answer jsonb; begin %s; return answer; end', make_remedy.body));
  insert into private.remediation_actions (name, kind, target, description)
  values (make_remedy.name, 'rpc', 'private.' || make_remedy.name, 'Mends it.');
end
$$;

-- Runs what is leased, as the edge function does.
create function pg_temp.remedy(now_at timestamptz)
returns void
language plpgsql
as $$
declare
  v_run record;
begin
  for v_run in select r.run_id, r.lease, r.kind from public.remediation_runs r where r.status = 'running' order by r.tenant_id, r.check_id loop
    if v_run.kind = 'rpc' then
      perform private.call_leased_remediation(v_run.run_id, v_run.lease, remedy.now_at);
    end if;
    perform private.finish_leased_remediation(v_run.run_id, v_run.lease, '{}', null, remedy.now_at);
  end loop;
end
$$;

-- Runs of remediations in words, such as '12:00 acme fix succeeded ok', '12:30 acme fix skipped cooldown'.
create function pg_temp.runs()
returns setof text
language sql
as $$
  select concat_ws(' ', to_char(r.started_at at time zone 'UTC', 'HH24:MI'), r.tenant_id, r.action, r.status, r.reason, r.status_after)
  from public.remediation_runs r
  order by r.started_at, 1;
$$;

reset check_function_bodies;
