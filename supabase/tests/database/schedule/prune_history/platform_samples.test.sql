-- The night that prunes also samples the platform.
begin;
select plan(2);
select pg_temp.start_empty();

select is(private.prune_history('2026-03-01 03:17+00') -> 'platform_samples', '4', 'the answer says how many samples were taken');
select is((select count(distinct sampled_at) from private.platform_samples), 1::bigint, 'at that instant');

select * from finish();
rollback;
