-- The keys of agents, as SHA-256 of their text: 256 random bits need no salt and no slow hash. What is compared is digests, whose
-- likeness tells nothing about the key, so that no time that a comparison takes gives any of it away.
create table if not exists private.machine_keys (
  machine_id bigint primary key references public.machines (id) on delete cascade,
  key_hash bytea not null constraint machine_keys_key_hash_unique unique
    constraint machine_keys_key_hash_length check (octet_length(key_hash) = 32),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
comment on table private.machine_keys is 'One key per machine, hashed; the key itself is shown once and kept nowhere.';
alter table private.machine_keys enable row level security;
revoke all on private.machine_keys from public, anon, authenticated, service_role;
