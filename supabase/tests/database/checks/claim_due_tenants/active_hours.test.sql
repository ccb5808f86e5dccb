-- Outside its active hours a tenant is left alone; it is due as soon as they begin.
begin;
select plan(6);
select pg_temp.start_empty();
select pg_temp.make_tenant('shop', 'dispensary');

-- 9 to 21 in New York is 14:00 to 2:00 UTC in winter.
select is(pg_temp.run_due('2026-03-01 13:59:59+00'), '{}', 'not before they begin');
select isnt(pg_temp.run_due('2026-03-01 14:00+00'), '{}', 'when they begin');
select isnt(pg_temp.run_due('2026-03-02 01:59:59+00'), '{}', 'until they end');
select is(pg_temp.run_due('2026-03-02 02:20+00'), '{}', 'not after that');
-- In summer they begin an hour sooner.
select is(pg_temp.run_due('2026-03-09 12:59:59+00'), '{}', 'by the clock on the wall');
select isnt(pg_temp.run_due('2026-03-09 13:00+00'), '{}', 'they begin sooner in summer');

select * from finish();
rollback;
