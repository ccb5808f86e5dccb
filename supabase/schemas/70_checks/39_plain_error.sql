-- An error of the database as a check may show it: its first line, so neither statement nor detail nor context, and without the values
-- that it quotes. Quoted names of tables and the like stay.
-- API: private. Called by: check_cron_failures, check_job_errors.
create or replace function private.plain_error(error text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Names change their quotes for a character that no error has, while what is quoted still goes.
  select left(translate(regexp_replace(
    regexp_replace(split_part(plain_error.error, E'\n', 1), '"([a-z_][a-z0-9_.]{0,62})"', E'\x01\\1\x01', 'g'),
    '"[^"]*("|$)', '"…"', 'g'
  ), E'\x01', '"'), 200);
$$;
comment on function private.plain_error(text) is 'The first line of an error, without the values that it quotes.';
revoke all on function private.plain_error(text) from public, anon, authenticated, service_role;
