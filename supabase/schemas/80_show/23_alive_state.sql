-- The last boot check, and who is making one: one row. Whoever sets the lease makes the check; a lease that has ended belonged
-- to a check that crashed, and the next one takes over.
create table if not exists private.alive_state (
  id boolean primary key default true constraint alive_state_single check (id),
  phase text not null default 'booting' constraint alive_state_phase_known
    check (phase in ('booting', 'operational', 'degraded', 'error')),
  lease uuid,
  lease_expires_at timestamptz,
  started_at timestamptz,
  probes jsonb,
  finished_at timestamptz,
  result jsonb,
  constraint alive_state_lease_ends check ((lease is null) = (lease_expires_at is null))
) with (fillfactor = 50);
comment on table private.alive_state is 'The last boot check, with what it found, and the lease of one that runs.';
alter table private.alive_state enable row level security;
revoke all on private.alive_state from public, anon, authenticated, service_role;
insert into private.alive_state (id) values (true) on conflict do nothing;
