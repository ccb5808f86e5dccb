-- The evaluator's own sign of life: one row.
create table if not exists private.evaluator_state (
  id boolean primary key default true constraint evaluator_state_single check (id),
  last_tick_at timestamptz
) with (fillfactor = 50);
comment on table private.evaluator_state is 'When the minute tick last ran.';
alter table private.evaluator_state enable row level security;
revoke all on private.evaluator_state from public, anon, authenticated, service_role;
insert into private.evaluator_state (id) values (true) on conflict do nothing;
