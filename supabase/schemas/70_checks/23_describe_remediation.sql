-- What was last done about a check, in words. remediation: as tenant_check_states keeps it; null for nothing.
-- API: private. Called by: judge_news, note_remediations.
create or replace function private.describe_remediation(remediation jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select format('The remediation %s %s at %s%s', describe_remediation.remediation ->> 'action',
    case describe_remediation.remediation ->> 'status' when 'succeeded' then 'ran' else 'failed' end,
    to_char((describe_remediation.remediation ->> 'at')::timestamptz at time zone 'UTC', 'HH24:MI "UTC"'),
    coalesce(': ' || rtrim(describe_remediation.remediation ->> 'error', '.'), '') || '.')
  where describe_remediation.remediation is not null;
$$;
comment on function private.describe_remediation(jsonb) is 'What was last done about a check, in words; null for nothing.';
revoke all on function private.describe_remediation(jsonb) from public, anon, authenticated, service_role;
