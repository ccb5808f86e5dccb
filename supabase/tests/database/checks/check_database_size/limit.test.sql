-- Where the plan's limit is given, the database is told to be full in time.
begin;
select plan(6);
select pg_temp.start_empty();

select is(pg_temp.says('database_size'), 'ok', 'without a limit nothing is told');
select is(
  pg_temp.says('database_size', jsonb_build_object('max_bytes', floor(pg_database_size(current_database()) / 0.8))), 'warning high',
  'at 80 % it warns'
);
select is(
  pg_temp.says('database_size', jsonb_build_object('max_bytes', floor(pg_database_size(current_database()) / 0.79))), 'ok',
  'at 79 % it is well'
);
select is(
  pg_temp.says('database_size', jsonb_build_object('max_bytes', floor(pg_database_size(current_database()) / 0.95))), 'alert urgent',
  'at 95 % it alerts'
);
select is(
  pg_temp.says('database_size', jsonb_build_object('max_bytes', pg_database_size(current_database()), 'alert_percent', 100)),
  'alert urgent', 'full is full'
);
select is(
  pg_temp.says('database_size', jsonb_build_object('max_bytes', pg_database_size(current_database()) * 2, 'warning_percent', 50, 'alert_percent', 60)),
  'warning high', 'the percentages are arguments'
);

select * from finish();
rollback;
