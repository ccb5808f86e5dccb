-- Least time between two messages to one destination: the provider's limit, and ten seconds once a minute's burst is spent, so
-- that what comes meanwhile goes out as one grouped message. API: private. Called by: lease_unit.
create or replace function private.send_spacing(kind text, burst_spent boolean)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case
    when send_spacing.burst_spent then interval '10 seconds'
    when send_spacing.kind = 'slack' then interval '1 second'
    when send_spacing.kind = 'email' then interval '0.5 seconds'
    else interval '0.1 seconds'
  end;
$$;
comment on function private.send_spacing(text, boolean) is 'Least time between two messages to one channel of a kind.';
revoke all on function private.send_spacing(text, boolean) from public, anon, authenticated, service_role;
