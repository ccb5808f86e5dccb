-- What the platform measured at night, for checks that compare with then: sizes, and counters that only grow.
create table if not exists private.platform_samples (
  metric text not null,
  sampled_at timestamptz not null default now(),
  value numeric not null,
  primary key (metric, sampled_at)
);
comment on table private.platform_samples is 'Nightly measurements of the platform, kept for 90 days.';
alter table private.platform_samples enable row level security;
revoke all on private.platform_samples from public, anon, authenticated, service_role;
