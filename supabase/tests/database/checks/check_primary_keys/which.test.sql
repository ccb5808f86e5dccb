-- Tables of the project without a primary key.
begin;
select plan(4);

select is(pg_temp.says('primary_keys'), 'ok', 'Heartbase''s own tables have theirs');
create schema shop;
create table shop.orders (id integer);
create table events (id integer, unique (id));
create table parts (id integer) partition by range (id);
create table part partition of parts for values from (1) to (10);
create temporary table scratch (id integer);
create table auth.something (id integer);
create extension hstore schema shop;
create table extension_config (id integer);
alter extension hstore add table extension_config;
select is(
  pg_temp.ask('primary_keys'),
  '{"status": "warning", "priority": "low", "title": "Tables without a primary key",
    "message": "public.events, public.parts, shop.orders: alter table … add primary key, so that rows can be told apart and replicated.",
    "data": {"tables": ["public.events", "public.parts", "shop.orders"]}}'::jsonb,
  'in whatever schema; a partition is its parent''s, and temporary tables, Supabase''s and those of extensions do not count'
);
select is(
  pg_temp.says('primary_keys', '{"except": ["public.events", "public.parts", "shop.orders"]}'), 'ok', 'exceptions are an argument'
);
alter table shop.orders add primary key (id);
select is(
  pg_temp.ask('primary_keys') #> '{data,tables}', '["public.events", "public.parts"]', 'one that has its key is well; one that is unique is not'
);

select * from finish();
rollback;
