-- Insights are kept for as long as the setting says.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select is(private.prune_insights('2026-05-30 12:00+00'), 0, 'not sooner than 90 days');
insert into app_settings values ('tenant_insights_retention', '1 day');
select is(private.prune_insights('2026-03-02 12:00+00'), 0, 'nor before another time that is set');
select is(private.prune_history('2026-03-02 12:00:00.000001+00') -> 'insights', '1', 'then it goes');

select * from finish();
rollback;
