-- What is going on with tenants now, and what was told of it: a row for every check whose result is not plain ok. It is gone when the
-- check is well and that was told.
create table if not exists public.tenant_check_states (
  tenant_id text not null references public.tenants (id) on delete cascade,
  check_id text not null,
  status text not null,
  priority text not null,
  title text not null,
  message text not null,
  data jsonb not null default '{}',
  items text[] not null default '{}',
  since timestamptz not null,
  told_at timestamptz,
  told_status text,
  told_priority text,
  recovered_at timestamptz,
  remediation jsonb,
  primary key (tenant_id, check_id)
);
comment on table public.tenant_check_states is 'Checks of tenants whose result is not plain ok, and what was told. Members read them.';
comment on column public.tenant_check_states.tenant_id is 'The tenant.';
comment on column public.tenant_check_states.check_id is 'The check.';
comment on column public.tenant_check_states.status is 'Status of the last result.';
comment on column public.tenant_check_states.priority is 'Priority of the last result.';
comment on column public.tenant_check_states.title is 'Title of the last result.';
comment on column public.tenant_check_states.message is 'Message of the last result.';
comment on column public.tenant_check_states.data is 'Facts of the last result.';
comment on column public.tenant_check_states.items is 'Keys of the items that were told of.';
comment on column public.tenant_check_states.since is 'Since when it is not plain ok.';
comment on column public.tenant_check_states.told_at is 'When it was last told; null if it was not yet.';
comment on column public.tenant_check_states.told_status is 'Status that was told.';
comment on column public.tenant_check_states.told_priority is 'Priority that was told.';
comment on column public.tenant_check_states.recovered_at is 'Since when it is well again, while that waits for the end of quiet hours.';
comment on column public.tenant_check_states.remediation is 'What was last done about it, and whether it helped.';

alter table public.tenant_check_states enable row level security;
revoke all on public.tenant_check_states from public, anon, authenticated, service_role;
grant select on public.tenant_check_states to authenticated;
grant select, insert, update, delete on public.tenant_check_states to service_role;

drop policy if exists "Members and admins read states of checks" on public.tenant_check_states;
create policy "Members and admins read states of checks" on public.tenant_check_states
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
