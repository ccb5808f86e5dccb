-- What a boot check asks now: the enabled subsystems, and in place of channels one of each kind of channel that is in use.
-- asked_by: the database answers sql, the edge function itself url and auth.
-- API: private. Called by: lease_alive_check and run_alive_probe.
create or replace function private.list_alive_probes()
returns table (name text, title text, core boolean, asked_by text, target text, timeout interval)
language sql
stable
set search_path = ''
as $$
  select s.name, s.title, s.core,
    case when s.kind = 'url' then 'url' when s.name = 'auth' then 'auth' else 'sql' end,
    s.target, s.timeout
  from public.alive_subsystems s
  where s.enabled and s.name <> 'channels'
  union all
  select 'channel_' || c.kind, s.title || ': ' || c.kind, s.core, 'sql', null, s.timeout
  from public.alive_subsystems s
  cross join (select distinct n.kind from public.notification_channels n where n.enabled) c
  where s.enabled and s.name = 'channels';
$$;
comment on function private.list_alive_probes() is 'The probes of a boot check: enabled subsystems, a channel_<kind> for each kind in use.';
revoke all on function private.list_alive_probes() from public, anon, authenticated, service_role;
