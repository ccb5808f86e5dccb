-- What tenants report of themselves, one row per item of a signal: a licence, an order, or, with no item, a state of the whole. Checks
-- judge them. Written by report_signals only.
create table if not exists public.tenant_signals (
  tenant_id text not null references public.tenants (id) on delete cascade,
  signal text not null constraint tenant_signals_signal_form check (signal ~ '^[a-z][a-z0-9_]{0,62}$'),
  item text not null default '' constraint tenant_signals_item_length check (char_length(item) <= 200),
  data jsonb not null constraint tenant_signals_data_is_object
    check (jsonb_typeof(data) = 'object' and octet_length(data::text) <= 10240),
  reported_at timestamptz not null default now(),
  expires_at timestamptz,
  primary key (tenant_id, signal, item)
);
comment on table public.tenant_signals is 'Facts that tenants reported, by signal and item. Their members read them.';
comment on column public.tenant_signals.tenant_id is 'The tenant.';
comment on column public.tenant_signals.signal is 'Name of the signal, such as error_tickets.';
comment on column public.tenant_signals.item is 'Key of the item within the signal; empty for a signal of one item.';
comment on column public.tenant_signals.data is 'The facts, a JSON object of at most 10 kB.';
comment on column public.tenant_signals.reported_at is 'When it was last reported, by the server''s clock.';
comment on column public.tenant_signals.expires_at is 'When an appended item is forgotten; null for items that stay until they are removed.';

create index if not exists tenant_signals_expires_at_idx on public.tenant_signals (expires_at) where expires_at is not null;
comment on index public.tenant_signals_expires_at_idx is 'Serves prune_tenants.';

alter table public.tenant_signals enable row level security;
revoke all on public.tenant_signals from public, anon, authenticated, service_role;
grant select on public.tenant_signals to authenticated;
grant select, insert, update, delete on public.tenant_signals to service_role;

drop policy if exists "Members and admins read signals" on public.tenant_signals;
create policy "Members and admins read signals" on public.tenant_signals
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
