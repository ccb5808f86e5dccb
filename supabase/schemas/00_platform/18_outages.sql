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

-- The evaluator's own sign of life: one row.
create table if not exists private.evaluator_state (
  id boolean primary key default true constraint evaluator_state_single check (id),
  last_tick_at timestamptz
) with (fillfactor = 50);
comment on table private.evaluator_state is 'When the minute tick last ran.';
alter table private.evaluator_state enable row level security;
revoke all on private.evaluator_state from public, anon, authenticated, service_role;
insert into private.evaluator_state (id) values (true) on conflict do nothing;
