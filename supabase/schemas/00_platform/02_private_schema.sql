-- Everything that a client need not call lives in `private`, which the API does not expose.
-- Default privileges are narrowed here and not in `public`: a project's other tables and functions keep the defaults that
-- their owner chose. Every object of ours in `public` states its own grants, and the catalog test holds them to a list.
create schema if not exists private;
comment on schema private is 'Heartbase: state and functions that only the database itself uses.';

revoke all on schema private from public, anon, authenticated, service_role;
grant usage on schema private to authenticated, service_role;

alter default privileges in schema private revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema private revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema private revoke all on functions from anon, authenticated, service_role;
