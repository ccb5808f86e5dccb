-- A channel hears of the kinds of subject that it asked for.
begin;
select plan(1);
select pg_temp.start_empty();

insert into notification_channels (name, kind, subject_kinds)
values ('any', 'slack', null), ('jobs', 'slack', '{job}'), ('both', 'slack', '{job,service}'), ('none', 'slack', '{}');
select pg_temp.make_alert('api');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('job', 'backup', 'backup', 'job-stale', 'critical', 'late');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['any: opened api pending', 'any: opened backup pending', 'both: opened api pending', 'both: opened backup pending',
    'jobs: opened backup pending'],
  'null stands for all kinds, an empty list for none'
);

select * from finish();
rollback;
