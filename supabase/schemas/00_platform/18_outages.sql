-- Times during which the database was down, so that nobody's heartbeat could be heard. Deadlines are credited with them.
create table if not exists private.outages (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  constraint outages_order check (ended_at > started_at),
  constraint outages_noticed_once unique (ended_at)
);
comment on table private.outages is 'Times during which the database was down.';
alter table private.outages enable row level security;
revoke all on private.outages from public, anon, authenticated, service_role;
