-- The nightly job goes on when a digest cannot be told.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check('c' || n) from generate_series(1, 3) n;
select pg_temp.set_mood('acme', 'alert', id => 'c' || n) from generate_series(1, 3) n;
select pg_temp.run_due('2026-03-01 12:00+00');
alter table guardian_alerts add constraint refused check (alert_type <> 'tenant-digest');
select is(private.prune_history('2026-03-02 03:17+00') -> 'digests', 'null', 'it says that none was counted');
select is_empty($$select from guardian_alerts where alert_type = 'tenant-digest'$$, 'and none was told');

select * from finish();
rollback;
