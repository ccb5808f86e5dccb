-- Vault secrets that pg_cron jobs name and that are not there.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_vault_secrets(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with named as (
    select distinct coalesce(j.jobname, 'job ' || j.jobid) as job, m.found[1] as secret
    from cron.job j
    cross join lateral regexp_matches(j.command, $r$name\s*=\s*'([^']+)'$r$, 'g') m(found)
    where j.active and j.command ~ 'vault\.(decrypted_)?secrets'
  ),
  missing as (
    select n.job, n.secret from named n
    where not exists (select from vault.secrets s where s.name = n.secret)
    order by 1, 2
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every Vault secret that pg_cron jobs name is there.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Vault secrets are missing',
      'message', format('%s. Make them with vault.create_secret().', string_agg(format('%s names %s', m.job, m.secret), '; ')),
      'data', jsonb_build_object('missing', jsonb_agg(to_jsonb(m)))
    )
  end
  from missing m;
$$;
comment on function private.check_vault_secrets(text, timestamptz, jsonb) is 'Vault secrets that pg_cron jobs name and that are not there.';
revoke all on function private.check_vault_secrets(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
