-- remediator: the role that remediations of the kind rpc are called as. It owns nothing but private.call_remediation_function and may
-- do what every role may; what an action needs beyond that is granted to it, or the action is SECURITY DEFINER by its author's decision.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'remediator') then
    create role remediator nologin;
  end if;
end
$$;
-- To hand a function over to a role, one must be a member of it.
grant remediator to current_user;
grant usage on schema private, public to remediator;
