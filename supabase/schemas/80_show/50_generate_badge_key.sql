-- A key of a page's badges: 32 random bytes in base64url. They come from three random UUIDs (366 random bits) hashed to 256, since
-- pgcrypto may not be installed.
-- API: private. Called by: the default of status_pages.badge_key, as whoever adds a page, and private.change_badge_key.
create or replace function private.generate_badge_key()
returns text
language sql
volatile
set search_path = ''
as $$
  select rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'
  ), '+/', '-_'), '=');
$$;
comment on function private.generate_badge_key() is 'A new key of a page''s badges.';
revoke all on function private.generate_badge_key() from public, anon, authenticated, service_role;
grant execute on function private.generate_badge_key() to authenticated, service_role;
