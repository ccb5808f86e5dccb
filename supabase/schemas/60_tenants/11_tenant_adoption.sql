-- When tenants without a row were last looked for: one row.
create table if not exists private.tenant_adoption (
  id boolean primary key default true constraint tenant_adoption_single check (id),
  adopted_at timestamptz
);
comment on table private.tenant_adoption is 'When tenants without a row were last looked for.';
alter table private.tenant_adoption enable row level security;
revoke all on private.tenant_adoption from public, anon, authenticated, service_role;
insert into private.tenant_adoption (id) values (true) on conflict do nothing;
