-- app_service: a role for application servers that record heartbeats without holding the service key.
-- NOLOGIN: it is reached by `set role` or by a JWT whose role claim names it.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'app_service') then
    create role app_service nologin;
  end if;
  if exists (select from pg_catalog.pg_roles r where r.rolname = 'authenticator') then
    grant app_service to authenticator;
  end if;
end
$$;
grant usage on schema public to app_service;
