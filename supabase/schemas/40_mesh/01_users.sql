-- Profiles of the people who are vertices, which clients insert beside auth.users. An id is that of the user's account, but is
-- no foreign key: a profile may be written before its account is.
create table if not exists public.users (
  id uuid primary key default gen_random_uuid(),
  email text not null constraint users_email_length check (char_length(email) between 1 and 320),
  full_name text not null constraint users_full_name_length check (char_length(full_name) <= 500),
  avatar_url text constraint users_avatar_url_length check (char_length(avatar_url) <= 2000)
);
comment on table public.users is 'Profiles of people. Everybody has their own; the service role sees all.';
comment on column public.users.id is 'Id of the user, as in auth.users.';
comment on column public.users.email is 'Email address.';
comment on column public.users.full_name is 'Name as people know it.';
comment on column public.users.avatar_url is 'Picture, if any.';

alter table public.users enable row level security;
revoke all on public.users from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.users to authenticated, service_role;

drop policy if exists "Users read their own profile" on public.users;
create policy "Users read their own profile" on public.users
  for select to authenticated using (id = (select auth.uid()));
drop policy if exists "Users add their own profile" on public.users;
create policy "Users add their own profile" on public.users
  for insert to authenticated with check (id = (select auth.uid()));
drop policy if exists "Users change their own profile" on public.users;
create policy "Users change their own profile" on public.users
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
drop policy if exists "Users remove their own profile" on public.users;
create policy "Users remove their own profile" on public.users
  for delete to authenticated using (id = (select auth.uid()));
