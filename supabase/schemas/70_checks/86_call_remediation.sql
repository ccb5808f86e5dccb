-- The advisory lock that is held while the action of a run is at work, by which the session is found. API: private.
-- Called by: call_leased_remediation, end_remediation_call.
create or replace function private.remediation_lock(run_id uuid)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select ('x' || left(replace(remediation_lock.run_id::text, '-', ''), 16))::bit(64)::bigint;
$$;
comment on function private.remediation_lock(uuid) is 'Key of the advisory lock of a run.';
revoke all on function private.remediation_lock(uuid) from public, anon, authenticated, service_role;

-- What an action answered or why it failed, without the secrets of Vault and what looks like a credential; what is longer than 10 kB is
-- cut. Where Vault cannot be read, nothing of it is kept. API: private. Called by: call_leased_remediation, finish_leased_remediation.
create or replace function private.clean_remediation_result(result jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_text text := clean_remediation_result.result::text;
  v_secret text;
begin
  begin
    for v_secret in
      select trim(both '"' from to_json(s.decrypted_secret)::text) from vault.decrypted_secrets s
      where length(s.decrypted_secret) >= 8
      order by length(s.decrypted_secret) desc
    loop
      v_text := replace(v_text, v_secret, '[redacted]');
    end loop;
    v_text := regexp_replace(v_text, '(sb_secret_|whsec_|xox[a-z]-|eyJ)[A-Za-z0-9+/=_.-]{6,}', '[redacted]', 'g');
    v_text := regexp_replace(v_text, '((?:Bearer|Basic) +)[A-Za-z0-9._~+/=-]{12,}', '\1[redacted]', 'gi');
    v_text := regexp_replace(v_text, '([a-z][a-z0-9+.-]*://)[^ /@"<>]+@', '\1[redacted]@', 'gi');
    return case
      when v_text is null then null
      when octet_length(v_text) <= 10240 then v_text::jsonb
      -- A character has up to four bytes, and quotes within become two.
      else jsonb_build_object('truncated', left(v_text, 1000))
    end;
  exception
    when others then
      raise warning 'heartbase: the answer of a remediation could not be kept: % %', sqlstate, sqlerrm;
      return '{"redacted": true}'::jsonb;
  end;
end
$$;
comment on function private.clean_remediation_result(jsonb) is 'An answer of an action without secrets, up to 10 kB.';
revoke all on function private.clean_remediation_result(jsonb) from public, anon, authenticated, service_role;

-- Calls the function of a leased run of the kind rpc, and records what became of it. What it raises undoes what it did, and nothing
-- else. API: private. Called by: call_remediation.
create or replace function private.call_leased_remediation(run_id uuid, lease uuid, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run record;
  v_result jsonb;
  v_error text;
begin
  select r.run_id, r.tenant_id, r.check_id, r.seen, m.arguments, k.target, k.timeout into v_run
  from public.remediation_runs r
  join public.check_remediations m on m.id = r.remediation_id
  join private.remediation_actions k on k.name = r.action and k.kind = 'rpc'
  where r.run_id = call_leased_remediation.run_id and r.lease = call_leased_remediation.lease and r.called_at is null
    and r.lease_expires_at > call_leased_remediation.now_at
  for update of r;
  if not found then
    perform private.refuse_remediation();
  end if;
  begin
    perform pg_advisory_xact_lock(private.remediation_lock(v_run.run_id));
    perform set_config('lock_timeout', (extract(epoch from v_run.timeout) * 1000)::integer::text, true);
    v_result := private.call_remediation_function(v_run.target, v_run.tenant_id, v_run.check_id, v_run.seen, v_run.arguments);
    v_error := private.remediation_problem(v_result);
  exception
    when query_canceled then
      v_error := format('It was ended after %s.', private.describe_interval(v_run.timeout));
    when others then
      v_error := sqlstate || ' ' || private.plain_error(sqlerrm);
  end;
  update public.remediation_runs r
  set called_at = call_leased_remediation.now_at, result = private.clean_remediation_result(v_result), error = v_error
  where r.run_id = v_run.run_id;
  return jsonb_build_object('succeeded', v_error is null, 'error', v_error);
end
$$;
comment on function private.call_leased_remediation(uuid, uuid, timestamptz) is
  'Calls the function of a leased remediation and records what became of it.';
revoke all on function private.call_leased_remediation(uuid, uuid, timestamptz) from public, anon, authenticated, service_role;

-- The same for whoever runs remediations: {"succeeded", "error"}. The action may wait for a lock no longer than its time-out, and is
-- ended after it by cancel_remediation, which the caller calls; statement_timeout, which PostgREST (12 and newer) applies to the whole
-- call, is for the case that no caller is left.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: the allow-list is private.
-- Errors: remediation_lease_lost (409).
create or replace function public.call_remediation(p_run_id uuid, p_lease uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '30s'
as $$
begin
  return private.call_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.call_remediation(uuid, uuid) is 'Calls the function of a leased remediation and records what became of it.';
revoke all on function public.call_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.call_remediation(uuid, uuid) to service_role;

-- What an answer says went wrong: an action may say so itself, instead of raising. API: private. Called by:
-- call_leased_remediation, finish_leased_remediation.
create or replace function private.remediation_problem(result jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(left(remediation_problem.result ->> 'error', 200), 'It said that it did not succeed.')
  where jsonb_typeof(remediation_problem.result) = 'object'
    and (remediation_problem.result -> 'ok' = 'false' or remediation_problem.result -> 'success' = 'false');
$$;
comment on function private.remediation_problem(jsonb) is 'What an action''s answer says went wrong; null for nothing.';
revoke all on function private.remediation_problem(jsonb) from public, anon, authenticated, service_role;

-- API: private. Called by: the functions that take a lease of a run.
create or replace function private.refuse_remediation()
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = 'PT409', message = 'remediation_lease_lost',
    detail = 'The run is over, was called already, or is leased to somebody else.', hint = 'Read its row in remediation_runs.';
end
$$;
comment on function private.refuse_remediation() is 'Raises remediation_lease_lost (409).';
revoke all on function private.refuse_remediation() from public, anon, authenticated, service_role;

-- Ends the statement in which the action of a run is at work; false when none is, or when this role may not.
-- API: private. Called by: cancel_remediation, sweep_remediations.
create or replace function private.end_remediation_call(run_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return coalesce((
    select bool_or(pg_cancel_backend(l.pid))
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = private.remediation_lock(end_remediation_call.run_id)
      and l.pid <> pg_backend_pid()
  ), false);
exception
  when insufficient_privilege then
    raise warning 'heartbase: a remediation that takes too long could not be ended: %', sqlerrm;
    return false;
end
$$;
comment on function private.end_remediation_call(uuid) is 'Ends the statement of a run that is at work; true when there was one.';
revoke all on function private.end_remediation_call(uuid) from public, anon, authenticated, service_role;

-- Ends the action of a leased run that takes longer than its time-out: call_remediation then records that it failed.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: to end a statement of another
-- session takes the rights of the database's owner; only one that holds the lock of this run is ended.
create or replace function public.cancel_remediation(p_run_id uuid, p_lease uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (select from public.remediation_runs r where r.run_id = p_run_id and r.lease = p_lease) then
    return false;
  end if;
  return private.end_remediation_call(p_run_id);
end
$$;
comment on function public.cancel_remediation(uuid, uuid) is 'Ends the action of a leased remediation; true when it was at work.';
revoke all on function public.cancel_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.cancel_remediation(uuid, uuid) to service_role;
