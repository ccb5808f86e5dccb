-- Secrets that jobs name and that Vault has not.
begin;
select plan(5);
select pg_temp.start_empty();

select vault.create_secret('s3cret', 'service_key');
select cron.schedule('present', '* * * * *',
  $$select net.http_post('https://example.com', headers => jsonb_build_object('x', (select decrypted_secret from vault.decrypted_secrets where name = 'service_key')))$$);
select is(pg_temp.says('vault_secrets'), 'ok', 'one that is there');
create temporary table job as select cron.schedule('report', '* * * * *',
  $$select (select decrypted_secret from vault.decrypted_secrets WHERE name='project_url'), (select s.decrypted_secret
    from Vault.decrypted_secrets as s where s.name in ('service_key', 'old_key')) from users where name = 'bob'$$) as id;
select is(
  pg_temp.ask('vault_secrets') - 'data',
  '{"status": "alert", "priority": "high", "title": "Vault secrets are missing",
    "message": "Vault lacks what jobs name: old_key (report), project_url (report). Make each: select vault.create_secret(''…'', ''<name>'');"}'::jsonb,
  'those that are not, in whatever words; other names are not secrets'
);
select vault.create_secret('x', 'project_url');
select is(pg_temp.ask('vault_secrets') #> '{data,missing}', '[{"job": "report", "secret": "old_key"}]', 'one of them');
select cron.alter_job(id, active => false) from job;
select is(pg_temp.says('vault_secrets'), 'ok', 'an inactive job needs none');
select unalike(pg_temp.ask('vault_secrets')::text, '%s3cret%', 'no secret is in the answer');

select * from finish();
rollback;
