-- By text and by state.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_job('Nightly-Backup', now()), pg_temp.make_job('digest', now() - interval '3 hours'),
  pg_temp.make_job('50%_off', now() - interval '3 hours');
update job_heartbeats set description = 'Dumps the database' where job_name = 'Nightly-Backup';
select pg_temp.sign_in_as_admin();
select results_eq($$select job_name from list_jobs('backup')$$, array['Nightly-Backup'], 'a part of the name, in whatever case');
select results_eq($$select job_name from list_jobs('DATABASE')$$, array['Nightly-Backup'], 'or of the description');
select results_eq($$select job_name from list_jobs('%_')$$, array['50%_off'], 'signs stand for themselves');
select is_empty($$select job_name from list_jobs('nothing')$$, 'nothing matches');
select is((select count(*) from list_jobs('')), 3::bigint, 'no text matches all');
select results_eq(
  $$select job_name from list_jobs(p_states => '{stale,failing}')$$, array['50%_off', 'digest'], 'those in one of the states'
);
select results_eq($$select job_name from list_jobs('di', '{stale}')$$, array['digest'], 'both at once');

select * from finish();
rollback;
