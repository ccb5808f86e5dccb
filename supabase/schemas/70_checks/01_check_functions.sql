-- Functions outside the schema private that checks with the evaluator sql may call. Written by the database's owner only: they run
-- with their rights. Functions in private need no row.
create table if not exists private.check_functions (
  function text primary key constraint check_functions_function_form
    check (function ~ '^[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}$')
);
comment on table private.check_functions is 'Functions outside private that checks may call, such as shop.check_stock; (text, timestamptz, jsonb) returns jsonb.';
alter table private.check_functions enable row level security;
revoke all on private.check_functions from public, anon, authenticated, service_role;
