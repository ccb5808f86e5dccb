-- A digest tells of 24 hours, once a day however often it is asked for.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check('c' || n) from generate_series(1, 3) n;
select pg_temp.set_mood('acme', 'alert', id => 'c' || n) from generate_series(1, 3) n;
select pg_temp.run_due('2026-03-01 03:17+00');
select is(private.consolidate_tenants('2026-03-01 03:16:59.999999+00'), 0, 'what is later is not in it');
select is(private.consolidate_tenants('2026-03-02 03:17+00'), 0, 'nor what was 24 hours ago');
select is(private.consolidate_tenants('2026-03-02 03:16:59.999999+00'), 1, 'but what was just after that');
select is(private.consolidate_tenants('2026-03-02 03:16:59.999999+00'), 0, 'once');
update tenant_insights set occurred_at = '2026-03-02 23:00+00';
select is(private.consolidate_tenants('2026-03-02 23:59:59.999999+00'), 0, 'a day, until its end in UTC');
select is(private.consolidate_tenants('2026-03-03 00:00+00'), 1, 'and again the next day');

select * from finish();
rollback;
