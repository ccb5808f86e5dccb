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
  forced boolean not null default false
) with (fillfactor = 70);
comment on table private.tenant_run_states is 'When tenants are due, and the leases of executions that are under way.';
alter table private.tenant_run_states enable row level security;
revoke all on private.tenant_run_states from public, anon, authenticated, service_role;

create index if not exists tenant_run_states_next_run_at_idx on private.tenant_run_states (next_run_at);
comment on index private.tenant_run_states_next_run_at_idx is 'Serves claim_due_tenants: who is due.';
create unique index if not exists tenant_run_states_execution_id_idx
  on private.tenant_run_states (execution_id) where execution_id is not null;
comment on index private.tenant_run_states_execution_id_idx is 'Serves run_tenants and the sweep of leases: who is being looked at.';

-- Every tenant can be due. Called by: trigger tenants_add_run_state. SECURITY DEFINER: the service role makes tenants, and does not see
-- this table.
create or replace function private.add_tenant_run_state()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.tenant_run_states (tenant_id) select n.id from new_tenants n;
  return null;
end
$$;
comment on function private.add_tenant_run_state() is 'Trigger: a new tenant is due.';
revoke all on function private.add_tenant_run_state() from public, anon, authenticated, service_role;

drop trigger if exists tenants_add_run_state on public.tenants;
create trigger tenants_add_run_state
  after insert on public.tenants
  referencing new table as new_tenants
  for each statement execute function private.add_tenant_run_state();

-- A shorter interval counts from the last execution on. Called by: trigger tenant_settings_reschedule. SECURITY DEFINER: as above.
create or replace function private.reschedule_tenant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update private.tenant_run_states r
  set next_run_at = least(r.next_run_at, date_trunc('minute', new.last_run_at) + make_interval(mins => new.interval_minutes))
  where r.tenant_id = new.tenant_id;
  return null;
end
$$;
comment on function private.reschedule_tenant() is 'Trigger: a changed interval counts at once.';
revoke all on function private.reschedule_tenant() from public, anon, authenticated, service_role;

drop trigger if exists tenant_settings_reschedule on public.tenant_settings;
create trigger tenant_settings_reschedule
  after update on public.tenant_settings
  for each row
  when (old.interval_minutes is distinct from new.interval_minutes)
  execute function private.reschedule_tenant();
