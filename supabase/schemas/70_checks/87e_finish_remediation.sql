-- The same for whoever runs remediations. API: service role. Called by: the edge functions heartbeat and heartbeat-recovery.
-- SECURITY DEFINER: it reads what it judges past row level security. Errors: invalid_outcome (22023), remediation_lease_lost (409).
create or replace function public.finish_remediation(p_run_id uuid, p_lease uuid, p_outcome jsonb default '{}', p_facts jsonb default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_outcome) is distinct from 'object' or jsonb_typeof(p_outcome -> 'error') not in ('string', 'null')
    or jsonb_typeof(p_facts) not in ('object', 'null') then
    raise exception using errcode = '22023', message = 'invalid_outcome',
      detail = 'p_outcome is an object whose error is a text or null, and p_facts is an object or null.',
      hint = 'Pass {"result": …, "error": null} when the action succeeded.';
  end if;
  return private.finish_leased_remediation(p_run_id, p_lease, p_outcome, p_facts);
end
$$;
comment on function public.finish_remediation(uuid, uuid, jsonb, jsonb) is 'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function public.finish_remediation(uuid, uuid, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_remediation(uuid, uuid, jsonb, jsonb) to service_role;
