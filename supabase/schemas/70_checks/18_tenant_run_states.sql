-- When each tenant is next looked at, and who is doing it: the lease of an execution. Apart from the settings, so that people who edit
-- those and executions do not wait for each other.
create table if not exists private.tenant_run_states (
  tenant_id text primary key references public.tenants (id) on delete cascade,
  next_run_at timestamptz not null default '-infinity',
  execution_id uuid,
  claimed_at timestamptz,
  lease_expires_at timestamptz,
  user_id uuid,
  role text,
  forced boolean not null default false,
  -- Somebody asked for a look: when and who last did, and whether nobody has leased it since.
  asked_at timestamptz,
  asked_by uuid,
  is_asked boolean not null default false
) with (fillfactor = 70);
comment on table private.tenant_run_states is 'When tenants are due, and the leases of executions that are under way.';
alter table private.tenant_run_states enable row level security;
revoke all on private.tenant_run_states from public, anon, authenticated, service_role;

create index if not exists tenant_run_states_next_run_at_idx on private.tenant_run_states (next_run_at);
comment on index private.tenant_run_states_next_run_at_idx is 'Serves claim_due_tenants: who is due.';
create unique index if not exists tenant_run_states_execution_id_idx
  on private.tenant_run_states (execution_id) where execution_id is not null;
comment on index private.tenant_run_states_execution_id_idx is 'Serves run_tenants and the sweep of leases: who is being looked at.';
