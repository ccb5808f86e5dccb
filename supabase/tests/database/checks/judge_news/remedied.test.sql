-- While something is done about a check, nothing is told of it: neither that it is worse, nor that it is over.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action) values ('mood', 'fix');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.set_mood('acme', 'alert', true);
update private.tenant_run_states set next_run_at = '2026-03-01 12:01+00';
select pg_temp.run_due('2026-03-01 12:01+00');
select is_empty($$select * from pg_temp.told()$$, 'worse is not told');
select pg_temp.set_mood('acme', 'ok');
update private.tenant_run_states set next_run_at = '2026-03-01 12:02+00';
select pg_temp.run_due('2026-03-01 12:02+00');
select is_empty($$select * from pg_temp.told()$$, 'nor is its end');
select is((select count(*) from tenant_check_states), 1::bigint, 'which is still to be told');
select pg_temp.remedy('2026-03-01 12:02:30+00');
select results_eq($$select * from pg_temp.told()$$, array['12:02 ok urgent again'], 'when that is over, once');

select * from finish();
rollback;
