-- Signals that are not reported but read from the project's own tables: a table or view with the columns tenant_id text, item text and
-- data jsonb stands for all items of the signal. Written by the database's owner only, since its relation is read with their rights.
create table if not exists private.signal_sources (
  signal text primary key constraint signal_sources_signal_form check (signal ~ '^[a-z][a-z0-9_]{0,62}$'),
  relation regclass not null
);
comment on table private.signal_sources is 'Tables and views (tenant_id, item, data) that stand for reported signals.';
alter table private.signal_sources enable row level security;
revoke all on private.signal_sources from public, anon, authenticated, service_role;
