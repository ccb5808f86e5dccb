-- Before the first sample, and after the counters began anew, they are taken whole.
begin;
select plan(3);
select pg_temp.start_empty();

select alike(
  pg_temp.ask('cache_hit_ratio', '{"min_blocks": 0}') ->> 'message', '% since statistics began.%', 'there is no sample yet'
);
insert into private.platform_samples (metric, sampled_at, value)
select s.metric, '2026-03-01 03:17+00', s.value
from pg_stat_database d, lateral (values ('blocks_hit', d.blks_hit + 1), ('blocks_read', d.blks_read)) s(metric, value)
where d.datname = current_database();
select alike(
  pg_temp.ask('cache_hit_ratio', '{"min_blocks": 0}', '2026-03-01 12:00+00') ->> 'message', '% since statistics began.%',
  'a counter is lower than it was'
);
update private.platform_samples set value = value - 1 where metric = 'blocks_hit';
select is(
  pg_temp.ask('cache_hit_ratio', '{"min_blocks": 0}', '2026-03-01 12:00+00') ->> 'message',
  'Only 0 blocks were read since 2026-03-01 03:17 UTC: too few to tell.', 'as high as it was it goes on, and no block is too few'
);

select * from finish();
rollback;
