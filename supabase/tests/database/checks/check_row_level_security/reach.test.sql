-- Tables without row level security that clients reach.
begin;
select plan(8);

select is(pg_temp.says('row_level_security'), 'ok', 'Heartbase''s own have it');
create table countries (id integer primary key, name text);
revoke all on countries from anon, authenticated;
select is(pg_temp.says('row_level_security'), 'ok', 'one without grants nobody reaches');
grant select (name) on countries to authenticated;
select is(
  pg_temp.ask('row_level_security'),
  '{"status": "alert", "priority": "urgent", "title": "Tables are open to everybody", "data": {"tables": ["public.countries"]},
    "message": "Clients reach every row of public.countries. For each: alter table … enable row level security; and write its policies."}'::jsonb,
  'a single column is enough'
);
select is(pg_temp.says('row_level_security', '{"except": ["public.countries"]}'), 'ok', 'exceptions are an argument');
revoke all on countries from authenticated;
revoke select (name) on countries from authenticated;
grant truncate on countries to anon;
select is(pg_temp.says('row_level_security'), 'alert urgent', 'to truncate it is as bad');
revoke usage on schema public from public, anon;
select is(pg_temp.says('row_level_security'), 'ok', 'where the schema is closed nobody gets at it');
grant usage on schema public to public, anon;
alter table countries enable row level security;
select is(pg_temp.says('row_level_security'), 'ok', 'with row level security it is well, whoever may');
create schema api;
create table api.things (id integer primary key);
grant usage on schema api to anon;
grant select on api.things to anon;
select is(
  array[pg_temp.says('row_level_security'), pg_temp.says('row_level_security', '{"schemas": ["public", "api"]}')],
  array['ok', 'alert urgent'], 'which schemas the API exposes is an argument'
);

select * from finish();
rollback;
