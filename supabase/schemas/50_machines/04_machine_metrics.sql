-- What agents reported, a row per machine and minute: means over the reports of that minute, and the highest CPU. Kept for
-- machine_metrics_retention.
create table if not exists public.machine_metrics (
  machine_id bigint not null references public.machines (id) on delete cascade,
  minute timestamptz not null,
  sample_count integer not null default 1,
  cpu_pct real not null,
  cpu_pct_max real not null,
  mem_used_pct real not null,
  disk_used_pct real not null,
  net_rx_bytes bigint,
  net_tx_bytes bigint,
  primary key (machine_id, minute)
) with (fillfactor = 70);
comment on table public.machine_metrics is 'Metrics of machines by the minute. Their owners and admins see them.';
comment on column public.machine_metrics.machine_id is 'The machine.';
comment on column public.machine_metrics.minute is 'Start of the minute, by the server''s clock.';
comment on column public.machine_metrics.sample_count is 'Reports in this minute.';
comment on column public.machine_metrics.cpu_pct is 'CPU in use, mean, in percent.';
comment on column public.machine_metrics.cpu_pct_max is 'CPU in use, highest, in percent.';
comment on column public.machine_metrics.mem_used_pct is 'Memory in use, mean, in percent.';
comment on column public.machine_metrics.disk_used_pct is 'Disk in use, mean, in percent.';
comment on column public.machine_metrics.net_rx_bytes is 'Bytes received since the machine booted, at the last report.';
comment on column public.machine_metrics.net_tx_bytes is 'Bytes sent since the machine booted, at the last report.';

create index if not exists machine_metrics_minute_idx on public.machine_metrics using brin (minute);
comment on index public.machine_metrics_minute_idx is 'Serves prune_history.';

alter table public.machine_metrics enable row level security;
revoke all on public.machine_metrics from public, anon, authenticated, service_role;
grant select on public.machine_metrics to authenticated;
grant select, insert, update, delete on public.machine_metrics to service_role;

drop policy if exists "Admins and owners read metrics of machines" on public.machine_metrics;
create policy "Admins and owners read metrics of machines" on public.machine_metrics
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (select m.id from public.machines m where m.user_id = (select auth.uid()))
  );
