-- A job without a schedule follows the setting stale_after.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00', null);
select results_eq(
  $$select expected_every, is_stale from private.job_verdicts('2026-03-02 12:00+00')$$,
  $$values (interval '24 hours', false)$$, 'which is 24 hours'
);
select ok((select is_stale from private.job_verdicts('2026-03-02 12:00:00.000001+00')), 'strictly');
insert into app_settings values ('stale_after', '25 hours');
select ok(not (select is_stale from private.job_verdicts('2026-03-02 13:00+00')), 'or what it is set to');

select * from finish();
rollback;
