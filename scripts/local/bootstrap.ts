import type postgres from "postgres";

/** Roles that hosted Supabase has, with the attributes that matter to policies and grants. */
const ROLES: Record<string, string> = {
  anon: "nologin noinherit",
  authenticated: "nologin noinherit",
  service_role: "nologin noinherit bypassrls",
  authenticator: "login noinherit password 'postgres'",
};

/**
 * Makes a plain Postgres look like a new Supabase project before its first migration: roles, schema `extensions`, the
 * extensions that are always there, and default privileges (functions in `public` are granted to the API roles by name,
 * as on hosted; tables are not). Safe to repeat.
 */
export async function bootstrapDatabase(sql: postgres.Sql): Promise<void> {
  for (const [role, attributes] of Object.entries(ROLES)) {
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} ${attributes}; end if;
      end $$`);
  }
  await sql.unsafe(`
    grant anon, authenticated, service_role to authenticator;
    create schema if not exists extensions;
    grant usage on schema extensions, public to anon, authenticated, service_role;
    create extension if not exists pgcrypto with schema extensions;
    create extension if not exists "uuid-ossp" with schema extensions;
    create extension if not exists pg_stat_statements with schema extensions;
    create extension if not exists supabase_vault;
    alter default privileges for role postgres in schema public
      grant all on functions to anon, authenticated, service_role;
    alter default privileges for role postgres in schema public
      grant all on sequences to service_role;
    alter role anon set statement_timeout = '3s';
    alter role authenticated set statement_timeout = '8s';
    do $$ begin
      execute format('alter database %I set search_path = "$user", public, extensions', current_database());
    end $$;
  `).simple();
}

/** The functions of schema auth as hosted Supabase defines them; lite's own know fewer sources of a claim. */
export async function defineAuthFunctions(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create or replace function auth.jwt() returns jsonb language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
      )::jsonb
    $$;
    create or replace function auth.uid() returns uuid language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
      )::uuid
    $$;
    create or replace function auth.role() returns text language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
      )
    $$;
    create or replace function auth.email() returns text language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.email', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
      )
    $$;
    grant usage on schema auth to anon, authenticated, service_role;
    grant execute on function auth.uid(), auth.role(), auth.email(), auth.jwt() to anon, authenticated, service_role;
  `).simple();
}
