-- Built from supabase/schemas/80_show by npm run build:migrations. Edit there, not here.

-- alive_probes: where the project's owner puts functions that the boot check may ask. The schema is the allow-list: making a
-- function in it takes the rights of the owner, and naming one in alive_subsystems takes an admin of the application.
-- alive_prober: the role that these functions are called as. It owns nothing but private.call_alive_function and may do
-- nothing else; what a function must read is granted to it, or the function is SECURITY DEFINER.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'alive_prober') then
    create role alive_prober nologin;
  end if;
end
$$;
-- To hand a function over to a role, one must be a member of it.
grant alive_prober to current_user;

create schema if not exists alive_probes;
comment on schema alive_probes is 'Functions that the boot check may ask: no arguments, answering boolean or jsonb.';
revoke all on schema alive_probes from public, anon, authenticated, service_role;
grant usage on schema alive_probes to alive_prober;

-- What the boot check asks: the parts of Heartbase itself, and what an admin adds. A name is shown to everybody who asks for
-- the status; everything else here is for admins.
-- built_in: asked by name, target is null. sql_function: target names a function of the schema alive_probes. url: a GET of
-- target by the edge function, behind the guard that channels have.
create table if not exists public.alive_subsystems (
  name text primary key constraint alive_subsystems_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  title text not null constraint alive_subsystems_title_form
    check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  core boolean not null default false,
  kind text not null constraint alive_subsystems_kind_known check (kind in ('built_in', 'sql_function', 'url')),
  target text,
  timeout interval not null default '4 seconds' constraint alive_subsystems_timeout_range
    check (timeout between interval '100 milliseconds' and interval '4 seconds'),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint alive_subsystems_built_in_names check (
    (kind = 'built_in')
      = (name in ('database', 'evaluator', 'ingest', 'pg_cron', 'pg_net', 'outbox', 'channels', 'auth'))
    -- One is made of each kind of channel.
    and not starts_with(name, 'channel_')
  ),
  constraint alive_subsystems_target_given check ((target is null) = (kind = 'built_in'))
);
comment on table public.alive_subsystems is 'What the boot check asks. Admins and the service role only; names are public.';
comment on column public.alive_subsystems.name is 'Name in the status, shown to everybody.';
comment on column public.alive_subsystems.title is 'What people call it.';
comment on column public.alive_subsystems.core is 'True: when it fails, the phase is error; otherwise degraded.';
comment on column public.alive_subsystems.kind is 'built_in, sql_function or url.';
comment on column public.alive_subsystems.target is
  'alive_probes.<function>, or an https URL that a GET must answer with 2xx. No secrets: admins read it.';
comment on column public.alive_subsystems.timeout is 'How long its answer may take, at most 4 seconds.';
comment on column public.alive_subsystems.enabled is 'False: it is not asked and not in the status.';
comment on column public.alive_subsystems.created_at is 'When it was made.';
comment on column public.alive_subsystems.updated_at is 'When it was last changed.';

alter table public.alive_subsystems enable row level security;
revoke all on public.alive_subsystems from public, anon, authenticated, service_role;
grant select, delete on public.alive_subsystems to authenticated;
grant insert (name, title, core, kind, target, timeout, enabled) on public.alive_subsystems to authenticated;
-- Its name and kind are what a subsystem is: another one is another row.
grant update (title, core, target, timeout, enabled) on public.alive_subsystems to authenticated;
grant select, insert, update, delete on public.alive_subsystems to service_role;

drop policy if exists "Admins read subsystems" on public.alive_subsystems;
create policy "Admins read subsystems" on public.alive_subsystems
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add subsystems" on public.alive_subsystems;
create policy "Admins add subsystems" on public.alive_subsystems
  for insert to authenticated with check ((select public.is_admin()));
drop policy if exists "Admins change subsystems" on public.alive_subsystems;
create policy "Admins change subsystems" on public.alive_subsystems
  for update to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));
drop policy if exists "Admins remove subsystems of their own" on public.alive_subsystems;
create policy "Admins remove subsystems of their own" on public.alive_subsystems
  for delete to authenticated using (kind <> 'built_in' and (select public.is_admin()));

insert into public.alive_subsystems (name, title, core, kind)
values
  ('database', 'Database', true, 'built_in'),
  ('evaluator', 'Evaluator', true, 'built_in'),
  ('ingest', 'Ingest', true, 'built_in'),
  ('pg_cron', 'pg_cron', false, 'built_in'),
  ('pg_net', 'pg_net', false, 'built_in'),
  ('outbox', 'Outbox', false, 'built_in'),
  ('channels', 'Channels', false, 'built_in'),
  ('auth', 'Auth', false, 'built_in')
on conflict do nothing;

-- Refuses a target that could not be asked, with an error that says why. Called by: trigger alive_subsystems_validate.
create or replace function private.validate_alive_subsystem()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_function text;
begin
  new.updated_at := now();
  if new.kind = 'url' then
    new.target := btrim(new.target);
    -- The edge function decides whether it may be fetched, each time; here it must only be a URL that shows no password.
    if new.target !~ '^https?://[^\s/@?#]+([/?][^\s#]*)?$' or char_length(new.target) > 2000 then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = 'The target of a url is an absolute URL of at most 2000 characters, without user name, password or fragment.',
        hint = 'Give it as target, such as https://example.com/health. It must be https, but for the local stack.';
    end if;
  elsif new.kind = 'sql_function' then
    v_function := regexp_replace(regexp_replace(btrim(new.target), '^alive_probes\.', ''), '\(\)$', '');
    if not exists (
      select from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'alive_probes' and p.proname = v_function and p.pronargs = 0 and p.prokind = 'f' and not p.proretset
        and p.prorettype in ('boolean'::regtype, 'jsonb'::regtype)
    ) then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = format('There is no function alive_probes.%s() that answers boolean or jsonb.', v_function),
        hint = 'As the owner of the database: create function alive_probes.my_probe() returns boolean …';
    end if;
    new.target := 'alive_probes.' || v_function;
  end if;
  if tg_op = 'INSERT' and new.kind <> 'built_in'
    and (select count(*) >= 50 from public.alive_subsystems s where s.kind <> 'built_in') then
    raise exception using errcode = '22023', message = 'too_many_subsystems',
      detail = 'The boot check asks everything at once: there are at most 50 subsystems besides the built-in ones.',
      hint = 'Remove one that is not needed any more.';
  end if;
  return new;
end
$$;
comment on function private.validate_alive_subsystem() is 'Trigger: refuses subsystems that could not be asked.';
revoke all on function private.validate_alive_subsystem() from public, anon, authenticated, service_role;

drop trigger if exists alive_subsystems_validate on public.alive_subsystems;
create trigger alive_subsystems_validate
  before insert or update on public.alive_subsystems
  for each row execute function private.validate_alive_subsystem();

-- The last boot check, and who is making one: one row. Whoever sets the lease makes the check; a lease that has ended belonged
-- to a check that crashed, and the next one takes over.
create table if not exists private.alive_state (
  id boolean primary key default true constraint alive_state_single check (id),
  phase text not null default 'booting' constraint alive_state_phase_known
    check (phase in ('booting', 'operational', 'degraded', 'error')),
  lease uuid,
  lease_expires_at timestamptz,
  started_at timestamptz,
  probes jsonb,
  finished_at timestamptz,
  result jsonb,
  constraint alive_state_lease_ends check ((lease is null) = (lease_expires_at is null))
) with (fillfactor = 50);
comment on table private.alive_state is 'The last boot check, with what it found, and the lease of one that runs.';
alter table private.alive_state enable row level security;
revoke all on private.alive_state from public, anon, authenticated, service_role;
insert into private.alive_state (id) values (true) on conflict do nothing;

-- What a boot check asks now: the enabled subsystems, and in place of channels one of each kind of channel that is in use.
-- asked_by: the database answers sql, the edge function itself url and auth.
-- API: private. Called by: lease_alive_check and run_alive_probe.
create or replace function private.list_alive_probes()
returns table (name text, title text, core boolean, asked_by text, target text, timeout interval)
language sql
stable
set search_path = ''
as $$
  select s.name, s.title, s.core,
    case when s.kind = 'url' then 'url' when s.name = 'auth' then 'auth' else 'sql' end,
    s.target, s.timeout
  from public.alive_subsystems s
  where s.enabled and s.name <> 'channels'
  union all
  select 'channel_' || c.kind, s.title || ': ' || c.kind, s.core, 'sql', null, s.timeout
  from public.alive_subsystems s
  cross join (select distinct n.kind from public.notification_channels n where n.enabled) c
  where s.enabled and s.name = 'channels';
$$;
comment on function private.list_alive_probes() is 'The probes of a boot check: enabled subsystems, a channel_<kind> for each kind in use.';
revoke all on function private.list_alive_probes() from public, anon, authenticated, service_role;

-- Calls a function of the schema alive_probes as the role alive_prober. API: private. Called by: run_alive_probe.
-- SECURITY DEFINER, and owned by that role: code that a boot check runs has that role's rights, which are none, and SET ROLE is
-- forbidden within. A lock is waited for less long than the answer.
create or replace function private.call_alive_function(function_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_answer jsonb;
begin
  execute format('select to_jsonb(alive_probes.%I())', call_alive_function.function_name) into v_answer;
  return v_answer;
end
$$;
comment on function private.call_alive_function(text) is 'Answer of a function of the schema alive_probes, called without rights.';
revoke all on function private.call_alive_function(text) from public, anon, authenticated, service_role;

-- An owner must be able to create in the schema at the moment of the handover, and not after.
grant create on schema private to alive_prober;
alter function private.call_alive_function(text) owner to alive_prober;
revoke create on schema private from alive_prober;

-- Whether the database answers and can be written: hosted Supabase makes one whose disk is full read-only, and a standby is.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_database()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', not v.read_only,
    'error', case when v.read_only then 'The database is read-only.' end,
    'details', jsonb_build_object(
      'version', current_setting('server_version'),
      'started_at', pg_postmaster_start_time(),
      'connections', (select d.numbackends from pg_catalog.pg_stat_database d where d.datname = current_database()),
      'max_connections', current_setting('max_connections')::integer
    )
  )
  from (select current_setting('transaction_read_only')::boolean as read_only) v;
$$;
comment on function private.probe_database() is 'Probe: the database answers and can be written.';
revoke all on function private.probe_database() from public, anon, authenticated, service_role;

-- Whether the minute tick is on time: the last one began at most three minutes ago.
-- API: private. Called by: run_alive_probe, and read_alive_state, for /alive/health asks it each time.
create or replace function private.probe_evaluator(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', coalesce(v.age_seconds <= 180, false),
    'error', case
      when v.age_seconds is null then 'The minute tick has never run.'
      when v.age_seconds > 180 then format('The minute tick last ran %s s ago.', v.age_seconds)
    end,
    'details', jsonb_build_object('last_tick_at', v.last_tick_at, 'age_seconds', v.age_seconds)
  )
  from (
    select s.last_tick_at, ceil(extract(epoch from greatest(probe_evaluator.now_at, s.last_tick_at) - s.last_tick_at))::bigint
      as age_seconds
    from private.evaluator_state s
  ) v;
$$;
comment on function private.probe_evaluator(timestamptz) is 'Probe: the last minute tick is at most three minutes old.';
revoke all on function private.probe_evaluator(timestamptz) from public, anon, authenticated, service_role;

-- Whether pg_cron has the jobs of Heartbase, active, and their last run succeeded. A run is looked for among the newest 10,000
-- of the whole history, by its primary key: what ran before is not judged.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_cron()
returns jsonb
language sql
stable
set search_path = ''
as $$
  with jobs as (
    select coalesce(j.jobname, e.jobname) as jobname, j.jobid, j.active
    from (values ('heartbase-tick'), ('cron-healthcheck-job'), ('heartbase-prune')) e(jobname)
    full join (
      select c.jobid, c.jobname, c.active
      from cron.job c
      where c.database = current_database() and c.username = current_user
        and (starts_with(c.jobname, 'heartbase-') or c.jobname = 'cron-healthcheck-job')
    ) j on j.jobname = e.jobname
  ),
  judged as (
    select j.jobname, case
      when j.jobid is null then 'is missing'
      when not j.active then 'is not active'
      when r.status = 'failed' then 'failed last time: '
        || left(split_part(btrim(coalesce(r.return_message, 'no message')), E'\n', 1), 200)
    end as fault
    from jobs j
    left join lateral (
      select d.status, d.return_message
      from cron.job_run_details d
      where d.jobid = j.jobid and d.status in ('succeeded', 'failed')
        and d.runid > (select max(m.runid) - 10000 from cron.job_run_details m)
      order by d.runid desc
      limit 1
    ) r on true
  )
  select jsonb_build_object(
    'ok', count(v.fault) = 0,
    'error', string_agg(v.jobname || ' ' || v.fault, '; ' order by v.jobname),
    'details', jsonb_build_object('jobs', count(*), 'faulty', count(v.fault))
  )
  from judged v;
$$;
comment on function private.probe_pg_cron() is 'Probe: the pg_cron jobs of Heartbase exist, are active, and succeeded last time.';
revoke all on function private.probe_pg_cron() from public, anon, authenticated, service_role;

-- Whether pg_net sends, and edge functions answer: no call of ours waits in its queue for over a minute, and the last call of
-- the past hour that has ended was answered with 2xx. A call counts as unanswered when the last tick would have found its
-- answer: while ticks do not come, that is the evaluator's fault and not pg_net's.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_net(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with calls as (
    select r.id, r.requested_at, r.status_code,
      case
        when r.completed_at is not null then r.error
        when r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at
          then 'no answer'
      end as error,
      r.completed_at is not null
        or coalesce(r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at, false)
        as has_ended,
      r.completed_at is null and r.requested_at < probe_pg_net.now_at - interval '1 minute'
        and exists (select from net.http_request_queue q where q.id = r.request_id) as is_stuck
    from private.edge_requests r
    cross join private.evaluator_state s
    where r.requested_at > probe_pg_net.now_at - interval '1 hour'
    order by r.id desc
    limit 500
  ),
  counts as (
    select count(*) as calls, count(c.error) as failed, count(*) filter (where c.is_stuck) as stuck,
      (array_agg(c.error order by c.id desc) filter (where c.has_ended))[1] as last_error,
      max(c.requested_at) filter (where c.has_ended) as last_call_at
    from calls c
  )
  select jsonb_build_object(
    'ok', v.stuck = 0 and v.last_error is null,
    'error', case
      when v.stuck > 0 then format('%s calls wait in the queue of pg_net for over a minute.', v.stuck)
      else 'The last call of an edge function failed: ' || v.last_error
    end,
    'details', jsonb_build_object(
      -- Others use pg_net as well: their number is worth showing and no fault.
      'queued', (select count(*) from (select from net.http_request_queue limit 1000) q),
      'calls_last_hour', v.calls, 'failed_last_hour', v.failed, 'last_call_at', v.last_call_at
    )
  )
  from counts v;
$$;
comment on function private.probe_pg_net(timestamptz) is 'Probe: pg_net sends, and the last call of an edge function was answered.';
revoke all on function private.probe_pg_net(timestamptz) from public, anon, authenticated, service_role;

-- Whether messages leave: none to a channel that is on has waited for over ten minutes, and no channel has let one die in the
-- last day without having taken another since. Test messages do not count.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_outbox(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with waiting as (
    select count(*) as waiting,
      ceil(extract(epoch from probe_outbox.now_at - min(n.created_at) filter (where c.enabled)))::bigint as oldest_seconds
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state in ('pending', 'leased') and n.event <> 'test'
  ),
  dead as (
    select count(*) as dead,
      count(*) filter (where c.last_success_at > n.finished_at is not true) as unmade
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.finished_at > probe_outbox.now_at - interval '1 day' and n.event <> 'test'
  )
  select jsonb_build_object(
    'ok', coalesce(w.oldest_seconds, 0) <= 600 and d.unmade = 0,
    'error', nullif(concat_ws(' ',
      case when w.oldest_seconds > 600 then format('A message has waited for %s s.', w.oldest_seconds) end,
      case when d.unmade > 0 then format('%s messages died, and their channels have taken none since.', d.unmade) end
    ), ''),
    'details', jsonb_build_object('waiting', w.waiting, 'oldest_seconds', w.oldest_seconds, 'dead_last_day', d.dead)
  )
  from waiting w, dead d;
$$;
comment on function private.probe_outbox(timestamptz) is 'Probe: no message waits for over ten minutes, and none has died unmade.';
revoke all on function private.probe_outbox(timestamptz) from public, anon, authenticated, service_role;

-- Whether the channels of a kind take messages: none that is on has failed three times in a row. One failure, or two, is what
-- retries are for.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_channels(channel_kind text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', v.failing = 0,
    'error', case when v.failing > 0 then format('%s of %s channels fail: %s', v.failing, v.channels, v.last_error) end,
    'details', jsonb_build_object('channels', v.channels, 'failing', v.failing, 'failures', v.failures)
  )
  from (
    select count(*) as channels, count(*) filter (where c.failure_count >= 3) as failing, coalesce(sum(c.failure_count), 0) as failures,
      (array_agg(c.last_error order by c.last_error_at desc) filter (where c.failure_count >= 3))[1] as last_error
    from public.notification_channels c
    where c.enabled and c.kind = probe_channels.channel_kind
  ) v;
$$;
comment on function private.probe_channels(text) is 'Probe: no enabled channel of a kind has failed three times in a row.';
revoke all on function private.probe_channels(text) from public, anon, authenticated, service_role;

-- Whether a heartbeat would be taken: the service role may call every recorder, and one heartbeat is recorded for trial and
-- rolled back, so that a trigger or a constraint that refuses heartbeats is found. What refuses it is this probe's error.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_ingest()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_recorders constant text[] := array['record_mesh_heartbeat', 'record_mesh_heartbeats', 'update_job_heartbeat'];
  v_closed text;
begin
  select string_agg(r.name, ', ' order by r.name) into v_closed
  from unnest(v_recorders) r(name)
  where not exists (
    select from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = r.name
      and has_function_privilege('service_role', p.oid, 'execute')
  );
  begin
    perform public.update_job_heartbeat('heartbase-alive-trial', 'healthy', '{}');
    raise exception using errcode = 'HBTRY', message = 'the trial is over';
  exception
    when sqlstate 'HBTRY' then
      null;
  end;
  return jsonb_build_object(
    'ok', v_closed is null,
    'error', 'The service role may not call ' || v_closed || '.',
    'details', jsonb_build_object('recorders', to_jsonb(v_recorders))
  );
end
$$;
comment on function private.probe_ingest() is 'Probe: recorders are open to the service role, and a heartbeat can be recorded.';
revoke all on function private.probe_ingest() from public, anon, authenticated, service_role;

-- Asks one subsystem that the database itself answers for: {ok, error, details}. What raises is the caller's to report.
-- API: service role. Called by: the edge function alive, once for each subsystem, all at the same time.
-- SECURITY DEFINER: it reads pg_cron, pg_net and the outbox. PostgREST applies the statement_timeout to the whole call.
create or replace function public.run_alive_probe(p_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '4s'
as $$
declare
  v_target text;
  v_answer jsonb;
begin
  select l.target into v_target from private.list_alive_probes() l where l.name = p_name and l.asked_by = 'sql';
  if not found then
    raise exception using errcode = 'PT404', message = 'alive_probe_not_found',
      detail = format('There is no subsystem %L that is on and that the database answers for.', p_name),
      hint = 'See: select name, kind, enabled from alive_subsystems;';
  end if;
  if v_target is not null then
    v_answer := private.call_alive_function(substr(v_target, length('alive_probes.') + 1));
    return case
      when jsonb_typeof(v_answer) = 'boolean' then jsonb_build_object('ok', v_answer)
      when jsonb_typeof(v_answer) = 'object' and jsonb_typeof(v_answer -> 'ok') = 'boolean' then v_answer
      else jsonb_build_object('ok', false, 'error', v_target || ' answered neither a boolean nor an object with a boolean ok.')
    end;
  end if;
  return case p_name
    when 'database' then private.probe_database()
    when 'evaluator' then private.probe_evaluator()
    when 'ingest' then private.probe_ingest()
    when 'pg_cron' then private.probe_pg_cron()
    when 'pg_net' then private.probe_pg_net()
    when 'outbox' then private.probe_outbox()
    else private.probe_channels(substr(p_name, length('channel_') + 1))
  end;
end
$$;
comment on function public.run_alive_probe(text) is 'Answer of one subsystem of the boot check, {ok, error, details}. Service role only.';
revoke all on function public.run_alive_probe(text) from public, anon, authenticated, service_role;
grant execute on function public.run_alive_probe(text) to service_role;

-- What the last boot check found, how old that is, whether one runs, and how the evaluator is right now.
-- API: private. Called by: begin_alive_check, finish_alive_check and report_alive.
create or replace function private.read_alive_state(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', coalesce(
      s.result,
      jsonb_build_object(
        'alive', false, 'phase', s.phase, 'timestamp', coalesce(s.started_at, read_alive_state.now_at), 'subsystems', '{}'::jsonb
      )
    ),
    'age_seconds', round(extract(epoch from greatest(read_alive_state.now_at, s.finished_at) - s.finished_at), 1),
    'running', coalesce(s.lease_expires_at > read_alive_state.now_at, false),
    'evaluator', private.probe_evaluator(read_alive_state.now_at)
  )
  from private.alive_state s;
$$;
comment on function private.read_alive_state(timestamptz) is 'The last boot check with its age, whether one runs, and the evaluator''s state.';
revoke all on function private.read_alive_state(timestamptz) from public, anon, authenticated, service_role;

-- Takes the lease of a boot check and returns the probes to make; null when there is none to make: one runs already, or (unless
-- forced) the last result is younger than the setting alive_refresh_after.
-- A lease lasts 30 seconds, far longer than a check may take: an older one belonged to a check that crashed.
-- API: private. Called by: begin_alive_check.
create or replace function private.lease_alive_check(lease uuid, force boolean, now_at timestamptz default now())
returns jsonb
language sql
set search_path = ''
as $$
  update private.alive_state s
  set lease = lease_alive_check.lease,
      lease_expires_at = lease_alive_check.now_at + interval '30 seconds',
      started_at = lease_alive_check.now_at,
      probes = (
        select coalesce(jsonb_agg(jsonb_build_object(
          'name', l.name, 'title', l.title, 'core', l.core, 'asked_by', l.asked_by, 'target', l.target,
          'timeout_ms', (extract(epoch from l.timeout) * 1000)::integer
        ) order by l.name), '[]')
        from private.list_alive_probes() l
      )
  where coalesce(s.lease_expires_at <= lease_alive_check.now_at, true)
    and (
      lease_alive_check.force or s.finished_at is null
      or s.finished_at <= lease_alive_check.now_at - private.get_interval_setting('alive_refresh_after')
    )
  returning s.probes;
$$;
comment on function private.lease_alive_check(uuid, boolean, timestamptz) is 'Takes the lease of a boot check; its probes, or null.';
revoke all on function private.lease_alive_check(uuid, boolean, timestamptz) from public, anon, authenticated, service_role;

-- Begins a boot check when one is due, or when forced, and none runs: then the answer has a lease and the probes to make.
-- In any case it has the state as it is. However often it is called, checks are no more frequent than alive_refresh_after.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.begin_alive_check(p_force boolean default false)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_lease uuid := gen_random_uuid();
  v_probes jsonb := private.lease_alive_check(v_lease, coalesce(p_force, false));
begin
  return private.read_alive_state() || case
    when v_probes is null then '{}'
    else jsonb_build_object('lease', v_lease, 'probes', v_probes)
  end;
end
$$;
comment on function public.begin_alive_check(boolean) is
  'State of the boot check; with a lease and probes when the caller is to make one. Service role only.';
revoke all on function public.begin_alive_check(boolean) from public, anon, authenticated, service_role;
grant execute on function public.begin_alive_check(boolean) to service_role;

-- Takes the answers of a boot check, {name: {ok, error, details, duration_ms}}, decides the phase and keeps it. The subsystems
-- are those that the lease was given for; one without an answer has failed. Details of over 10 kB are left out.
-- Returns the state, as begin_alive_check does; when the lease was lost meanwhile, nothing changes.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.finish_alive_check(p_lease uuid, p_subsystems jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_probes jsonb;
  v_subsystems jsonb;
  v_phase text;
begin
  if p_subsystems is null or jsonb_typeof(p_subsystems) <> 'object' or octet_length(p_subsystems::text) > 1048576 then
    raise exception using errcode = '22023', message = 'invalid_subsystems',
      detail = 'The answers of a boot check are an object of at most 1 MB.',
      hint = 'Pass p_subsystems such as {"database": {"ok": true}}.';
  end if;
  select s.probes into v_probes from private.alive_state s where s.lease = p_lease for update;
  if not found then
    return private.read_alive_state();
  end if;

  select
    coalesce(jsonb_object_agg(v.probe ->> 'name',
      jsonb_build_object('ok', v.ok, 'core', v.core, 'title', v.probe -> 'title')
      || case when v.ok then '{}' else
        jsonb_build_object('error', coalesce(left(v.answer ->> 'error', 500), 'It gave no answer.')) end
      || case when jsonb_typeof(v.answer -> 'duration_ms') = 'number' then
        jsonb_build_object('duration_ms', v.answer -> 'duration_ms') else '{}' end
      || case when jsonb_typeof(v.answer -> 'details') = 'object' and octet_length((v.answer -> 'details')::text) <= 10240 then
        jsonb_build_object('details', v.answer -> 'details') else '{}' end
    ), '{}'),
    case
      when bool_or(v.core and not v.ok) then 'error'
      when bool_or(not v.ok) then 'degraded'
      else 'operational'
    end
  into v_subsystems, v_phase
  from (
    select p.probe, (p.probe ->> 'core')::boolean as core, p_subsystems -> (p.probe ->> 'name') as answer,
      coalesce(p_subsystems -> (p.probe ->> 'name') -> 'ok' = 'true', false) as ok
    from jsonb_array_elements(v_probes) p(probe)
  ) v;

  update private.alive_state s
  set phase = v_phase, lease = null, lease_expires_at = null, probes = null, finished_at = now(),
      result = jsonb_build_object(
        'alive', v_phase <> 'error', 'phase', v_phase, 'timestamp', now(), 'subsystems', v_subsystems
      )
  where s.lease = p_lease;
  return private.read_alive_state();
end
$$;
comment on function public.finish_alive_check(uuid, jsonb) is
  'Keeps the answers of a boot check and decides its phase; returns the state. Service role only.';
revoke all on function public.finish_alive_check(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_alive_check(uuid, jsonb) to service_role;

-- The state for admins and the service role; anybody else is refused. API: private. Called by: alive_report.
-- SECURITY DEFINER: the state is private. It decides by the role and the token of the caller.
create or replace function private.report_alive()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller not in ('service_role', current_user) and not (select public.is_admin()) then
    raise exception using errcode = '42501', message = 'not_an_admin',
      detail = 'What the boot check found is for admins.',
      hint = 'Sign in as a user whose app_metadata.role is admin. Everybody may call the edge function at /alive/status.';
  end if;
  return private.read_alive_state();
end
$$;
comment on function private.report_alive() is 'The state of the boot check, for admins and the service role.';
revoke all on function private.report_alive() from public, anon, authenticated, service_role;
grant execute on function private.report_alive() to authenticated, service_role;

-- What the last boot check found, with every detail: {status, age_seconds, running, evaluator}. It makes no check.
-- API: admins, the service role. Runs as the caller. Called by: the Operator Panel.
create or replace function public.alive_report()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.report_alive();
$$;
comment on function public.alive_report() is 'What the last boot check found, with details. Admins and the service role.';
revoke all on function public.alive_report() from public, anon, authenticated, service_role;
grant execute on function public.alive_report() to authenticated, service_role;
