-- Which block of an agent's memory holds the insights about tenants of a role. Written by the database's owner; for other roles it is
-- tenant_insights.
create table if not exists private.memory_blocks (
  role text primary key,
  block text not null constraint memory_blocks_block_form check (block ~ '^[a-z][a-z0-9_]{0,62}$')
);
comment on table private.memory_blocks is 'Blocks of agents'' memory by role of tenants. Written by the database''s owner.';
alter table private.memory_blocks enable row level security;
revoke all on private.memory_blocks from public, anon, authenticated, service_role;

insert into private.memory_blocks (role, block)
values
  ('super_user', 'executive_workspace'),
  ('dispensary', 'customer_insights'),
  ('brand', 'brand_context')
on conflict (role) do nothing;
