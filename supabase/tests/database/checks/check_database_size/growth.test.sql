-- A database that grew by half and by 100 MB within a week is told.
begin;
select plan(7);
select pg_temp.start_empty();

insert into private.platform_samples (metric, sampled_at, value)
values ('database_size', '2026-03-01 03:17+00', pg_database_size(current_database()) / 1.5 - 1);
select is(pg_temp.says('database_size', '{"growth_bytes": 1}', '2026-03-08 03:17+00'), 'warning medium', 'by half in seven days');
select alike(
  pg_temp.ask('database_size', '{"growth_bytes": 1}', '2026-03-08 03:17+00') ->> 'message', 'The database takes % MB, 50 % more than on 2026-03-01. See %',
  'it says since when'
);
select is(pg_temp.says('database_size', '{"growth_bytes": 1}', '2026-03-08 03:16:59.999999+00'), 'ok', 'not without a sample that old');
select is(pg_temp.says('database_size', '{"growth_bytes": 1, "growth_percent": 51}', '2026-03-08 03:17+00'), 'ok', 'not by less');
select is(
  pg_temp.says('database_size', jsonb_build_object('growth_bytes', pg_database_size(current_database())), '2026-03-08 03:17+00'), 'ok',
  'nor by few bytes'
);

update private.platform_samples set value = pg_database_size(current_database()) - 1000;
select is(
  pg_temp.says('database_size', jsonb_build_object('growth_bytes', 1000,
    'growth_percent', (select 1000 * 100.0 / value from private.platform_samples)), '2026-03-08 03:17+00'),
  'warning medium', 'the bounds themselves are told'
);
select is(
  pg_temp.says('database_size', '{"growth_bytes": 1001, "growth_percent": 0}', '2026-03-08 03:17+00'), 'ok', 'a byte less is not'
);

select * from finish();
rollback;
