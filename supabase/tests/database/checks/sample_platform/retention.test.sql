-- Samples are kept for 90 days.
begin;
select plan(1);
select pg_temp.start_empty();

insert into private.platform_samples (metric, sampled_at, value)
values ('old', '2025-12-01 03:17+00', 1), ('older', '2025-12-01 03:16:59.999999+00', 1);
select private.sample_platform('2026-03-01 03:17+00');
select results_eq(
  $$select metric from private.platform_samples where metric like 'old%'$$, array['old'], 'one of 90 days ago stays, an older one goes'
);

select * from finish();
rollback;
