-- The evaluator knows the tenants of the alerts that it writes; whatever else writes alerts in its transaction still has them found.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_job(j, '2026-03-01 00:00+00') from unnest(array['acme backup', 'acme report', 'backup']) j;
update job_heartbeats set tenant_id = 'acme' where job_name like 'acme %';
update job_heartbeats set next_check_at = '-infinity';

select is(private.evaluate_jobs('2026-03-01 06:00+00', 1, 'acme backup'), 1, 'a job is late');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('job', 'acme report', 'acme report', 'job-lost', 'critical', 'Lost.');
select results_eq(
  $$select subject_id, tenant_id from guardian_alerts order by 1$$, $$values ('acme backup', 'acme'), ('acme report', 'acme')$$,
  'an alert that is written after it has the tenant of its job as well'
);

delete from guardian_alerts;
create function pg_temp.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'no alert about %', new.subject_id;
end
$$;
create trigger refuse before insert on guardian_alerts for each row when (new.subject_id <> 'acme report') execute function pg_temp.refuse();
select is(private.evaluate_jobs('2026-03-01 06:00+00', 1, 'backup'), 0, 'of another job no alert can be written');
select isnt((select evaluation_error from job_heartbeats where job_name = 'backup'), null, 'which is kept');
select is(private.evaluate_jobs('2026-03-01 06:00+00'), 1, 'the next one''s can');
delete from guardian_alerts;
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('job', 'acme report', 'acme report', 'job-lost', 'critical', 'Lost.');
select is((select tenant_id from guardian_alerts), 'acme', 'and what follows has the tenant of its job');

select * from finish();
rollback;
