-- Why an environment channel of a kind is off when its secrets are missing. API: private. Called by: sync_environment_channels.
create or replace function private.missing_secrets_reason(kind text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case missing_secrets_reason.kind
    when 'slack' then 'SLACK_WEBHOOK_URL is not set.'
    else 'RESEND_API_KEY, RESEND_FROM and ALERT_EMAIL_TO are not all set.'
  end;
$$;
comment on function private.missing_secrets_reason(text) is 'Which secrets an environment channel of this kind lacks.';
revoke all on function private.missing_secrets_reason(text) from public, anon, authenticated, service_role;
