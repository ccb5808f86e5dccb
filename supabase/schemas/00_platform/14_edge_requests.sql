-- Calls of edge functions through pg_net. pg_net's own tables are unlogged, keep no URL and expire: the request id kept here
-- is the only way to learn what became of a call.
create table if not exists private.edge_requests (
  id bigint generated always as identity primary key,
  function_name text not null,
  request_id bigint not null,
  requested_at timestamptz not null default now(),
  completed_at timestamptz,
  status_code integer,
  error text
);
comment on table private.edge_requests is 'Every call of an edge function through pg_net, with its answer once harvested.';
alter table private.edge_requests enable row level security;
revoke all on private.edge_requests from public, anon, authenticated, service_role;

create index if not exists edge_requests_function_name_requested_at_idx
  on private.edge_requests (function_name, requested_at desc);
comment on index private.edge_requests_function_name_requested_at_idx is
  'Serves ring_doorbell (rings of the last seconds) and the doctor (last call of a function).';
create index if not exists edge_requests_open_idx on private.edge_requests (request_id) where completed_at is null;
comment on index private.edge_requests_open_idx is 'Serves harvest_edge_requests: calls whose answer is not known yet.';
