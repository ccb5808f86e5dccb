-- Functions outside the schema private that checks with the evaluator sql may call. Written by the database's owner only: they run
-- with their rights. Functions in private need no row.
create table if not exists private.check_functions (
  function regprocedure primary key
);
comment on table private.check_functions is 'Functions (text, timestamptz, jsonb) returns jsonb, outside private, that checks may call.';
alter table private.check_functions enable row level security;
revoke all on private.check_functions from public, anon, authenticated, service_role;
