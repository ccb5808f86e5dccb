-- alive_probes: where the project's owner puts functions that the boot check may ask. The schema is the allow-list: making a
-- function in it takes the rights of the owner, and naming one in alive_subsystems takes an admin of the application.
-- alive_prober: the role that these functions are called as. It owns nothing but private.call_alive_function and may do
-- nothing else; what a function must read is granted to it, or the function is SECURITY DEFINER.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'alive_prober') then
    create role alive_prober nologin;
  end if;
end
$$;
-- To hand a function over to a role, one must be a member of it.
grant alive_prober to current_user;

create schema if not exists alive_probes;
comment on schema alive_probes is 'Functions that the boot check may ask: no arguments, answering boolean or jsonb.';
revoke all on schema alive_probes from public, anon, authenticated, service_role;
grant usage on schema alive_probes to alive_prober;
