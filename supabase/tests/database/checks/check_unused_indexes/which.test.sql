-- Large indexes that no query used, once statistics are old enough to tell.
begin;
select plan(8);
select pg_temp.start_empty();

create table orders (id integer primary key, note text, customer integer);
insert into orders select n, 'note ' || n, n from generate_series(1, 1000) n;
create index orders_note_idx on orders (note);
create unique index orders_customer_idx on orders (customer);
select pg_stat_reset_single_table_counters(0);
create function pg_temp.unused(arguments jsonb default '{}', after interval default '14 days') returns jsonb language sql as $$
  select pg_temp.ask('unused_indexes', '{"min_bytes": 8192, "except": ["public.users_email_key"]}' || unused.arguments,
    greatest('2026-03-01 03:17+00', (select stats_reset from pg_stat_database where datname = current_database())) + unused.after);
$$;
create function pg_temp.is_told(arguments jsonb default '{}', after interval default '14 days') returns boolean language sql as $$
  select coalesce(jsonb_path_exists(pg_temp.unused(is_told.arguments, is_told.after), '$.data.indexes[*].name ? (@ == "public.orders_note_idx")'), false);
$$;
select is(pg_temp.unused() ->> 'message', 'Statistics of 14 days are needed to tell.', 'before the first sample nothing is known');
insert into private.platform_samples (metric, sampled_at, value) values ('database_size', '2026-03-01 03:17+00', 1);
select is(pg_temp.is_told('{}', '13 days 23:59:59.999999'), false, 'statistics may be too young');
select is(pg_temp.is_told(), true, 'then an index that nobody used is told');
select is(pg_temp.is_told('{"after": "15 days"}'), false, 'how old is an argument');
select is(pg_temp.is_told('{"except": ["public.orders_note_idx"]}'), false, 'and which are left out');
select is(
  pg_temp.is_told(jsonb_build_object('min_bytes', (select relpages * 8192 from pg_class where relname = 'orders_note_idx'))), true,
  'how large they are as well'
);
select is(
  pg_temp.is_told(jsonb_build_object('min_bytes', (select relpages * 8192 + 1 from pg_class where relname = 'orders_note_idx'))), false,
  'to the byte'
);
select ok(
  not jsonb_path_exists(pg_temp.unused(), '$.data.indexes[*].name ? (@ == "public.orders_customer_idx" || @ == "public.orders_pkey")'),
  'those that hold a constraint are never told'
);

select * from finish();
rollback;
