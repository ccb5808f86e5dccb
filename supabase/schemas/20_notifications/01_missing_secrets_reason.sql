-- Why an environment channel of a kind is off when its secrets are missing, such as 'A, B and C are not all set.'
-- API: private. Called by: sync_environment_channels.
create or replace function private.missing_secrets_reason(kind text)
returns text
language sql
stable
set search_path = ''
as $$
  select case cardinality(k.environment_secrets)
    when 1 then k.environment_secrets[1] || ' is not set.'
    else format('%s and %s are not all set.',
      array_to_string(trim_array(k.environment_secrets, 1), ', '),
      k.environment_secrets[cardinality(k.environment_secrets)])
  end
  from private.channel_kinds k
  where k.kind = missing_secrets_reason.kind;
$$;
comment on function private.missing_secrets_reason(text) is 'Which secrets an environment channel of this kind lacks.';
revoke all on function private.missing_secrets_reason(text) from public, anon, authenticated, service_role;
