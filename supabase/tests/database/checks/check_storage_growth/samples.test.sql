-- Files, by the nightly samples.
begin;
select plan(8);
select pg_temp.start_empty();

select is(pg_temp.says('storage_growth'), 'ok', 'where Storage was not measured nothing is told');
insert into private.platform_samples (metric, sampled_at, value)
values ('storage_size', '2026-03-01 03:17+00', 200e6), ('storage_size', '2026-03-08 03:17+00', 400e6);
select is(
  pg_temp.ask('storage_growth', '{}', '2026-03-08 03:17+00') ->> 'message',
  'Files take 381 MB, 100 % more than on 2026-03-01. See which bucket it is: select bucket_id, count(*) from storage.objects group by 1;',
  'twice as much within a week is told'
);
select is(
  pg_temp.says('storage_growth', '{"growth_percent": 100, "growth_bytes": 200000000}', '2026-03-08 03:17+00'), 'warning medium',
  'the bounds are arguments, and are told themselves'
);
select is(pg_temp.says('storage_growth', '{"growth_percent": 100.1}', '2026-03-08 03:17+00'), 'ok', 'not less');
select is(pg_temp.says('storage_growth', '{"growth_bytes": 200000001}', '2026-03-08 03:17+00'), 'ok', 'nor few bytes');
select is(pg_temp.says('storage_growth', '{"max_bytes": 500000000}', '2026-03-08 12:00+00'), 'warning high', '80 % of the plan is nearly full');
select is(
  pg_temp.says('storage_growth', '{"max_bytes": 500000000, "warning_percent": 80.1, "growth_percent": 200}', '2026-03-08 12:00+00'), 'ok',
  'which is an argument'
);
select is(pg_temp.says('storage_growth', '{}', '2026-03-15 03:17+00'), 'ok', 'a week later it grew no more');

select * from finish();
rollback;
