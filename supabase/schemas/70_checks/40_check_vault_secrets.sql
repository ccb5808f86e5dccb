-- Vault secrets that pg_cron jobs name (… from vault.decrypted_secrets where name = '…', or name in (…)) and that are not there.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_vault_secrets(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with named as (
    select distinct coalesce(j.jobname, 'job ' || j.jobid) as job, s.found[1] as secret
    from cron.job j
    cross join lateral regexp_matches(j.command,
      $r$\mvault\.(?:decrypted_)?secrets\M(?:\s+(?:as\s+)?(?!where\M)\w+)?\s+where\s+(?:\w+\.)?name\s*(?:=\s*|in\s*\(\s*)((?:'[^']+'\s*,?\s*)+)$r$,
      'gi') m(found)
    cross join lateral regexp_matches(m.found[1], $r$'([^']+)'$r$, 'g') s(found)
    where j.active
  ),
  missing as (
    select n.job, n.secret from named n
    where not exists (select from vault.secrets s where s.name = n.secret)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every Vault secret that pg_cron jobs name is there.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Vault secrets are missing',
      'message', format('Vault lacks what jobs name: %s. Make each: select vault.create_secret(''…'', ''<name>'');',
        private.list_names(array_agg(format('%s (%s)', m.secret, m.job) order by m.secret, m.job), count(*))),
      'data', jsonb_build_object('missing', jsonb_path_query_array(jsonb_agg(to_jsonb(m) order by m.secret, m.job), '$[0 to 19]'))
    )
  end
  from missing m;
$$;
comment on function private.check_vault_secrets(text, timestamptz, jsonb) is 'Vault secrets that pg_cron jobs name and that are not there.';
revoke all on function private.check_vault_secrets(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
