-- Open alerts are counted by kind of subject, type and severity.
begin;
select plan(4);
select pg_temp.start_empty();

select results_eq(
  $$select name, labels, value from private.measure_alerts() order by 1$$,
  $$values ('heartbase_alerts_open', '{}'::jsonb, 0::numeric), ('heartbase_metrics_series_omitted', '{"kind": "alert"}', 0)$$,
  'the total is 0 when there is none'
);
select pg_temp.make_alert('api'), pg_temp.make_alert('site'), pg_temp.make_alert('mail', severity => 'warning'), pg_temp.make_alert('old');
update guardian_alerts set resolved_at = now() where subject_id = 'old';
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('job', 'backup', 'backup', 'job-stale', 'critical', 'late');
select results_eq(
  $$select concat_ws(' ', labels ->> 'subject_kind', labels ->> 'alert_type', labels ->> 'severity'), value
    from private.measure_alerts() where name = 'heartbase_alerts_open_by_type' order by 1$$,
  $$values ('job job-stale critical', 1::numeric), ('service down critical', 2), ('service down warning', 1)$$, 'resolved ones do not count'
);
select results_eq(
  $$select value from private.measure_alerts() where name = 'heartbase_alerts_open'$$, array[4::numeric], 'the total counts all'
);
select results_eq(
  $$select name, labels ->> 'alert_type', value from private.measure_alerts('job')$$,
  $$values ('heartbase_alerts_open_by_type', 'job-stale', 1::numeric)$$, 'of one kind there is no total, which would mean something else'
);

select * from finish();
rollback;
