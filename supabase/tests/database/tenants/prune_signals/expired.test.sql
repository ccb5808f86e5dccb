-- Events are forgotten at their time; other items stay.
begin;
select plan(3);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

select report_signals('acme', '[{"signal": "orders", "append": [{}]}, {"signal": "usage", "data": {}}]');
select is(private.prune_signals(now() + interval '35 days' - interval '1 microsecond'), 0, 'not sooner');
select is(private.prune_signals(now() + interval '35 days'), 1, 'one is over');
select results_eq($$select signal from tenant_signals$$, array['usage'], 'the other one stays');

select * from finish();
rollback;
