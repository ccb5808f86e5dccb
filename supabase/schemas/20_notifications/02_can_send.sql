-- Whether messages of a kind can go to a channel that is not the environment's: the senders said that they have the secrets, or Vault
-- has them. API: private. Called by: make_owner_channels, no_channel_reason.
create or replace function private.can_send(kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select k.can_send or k.shared_secrets <> '{}' and (
    select count(*) from vault.secrets s where s.name = any (k.shared_secrets)
  ) = cardinality(k.shared_secrets)
  from private.channel_kinds k
  where k.kind = can_send.kind;
$$;
comment on function private.can_send(text) is 'Whether the secrets are there by which messages of a kind are sent.';
revoke all on function private.can_send(text) from public, anon, authenticated, service_role;
