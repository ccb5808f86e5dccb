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
