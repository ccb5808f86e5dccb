-- Types of alerts are free text: the most frequent sorts have series, and what is left out is counted.
begin;
select plan(2);
select pg_temp.start_empty();

insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'service', n::text, 'x', case when n <= 2 then 'often' else 'type ' || n end, 'info', 'x' from generate_series(1, 4) n;
insert into app_settings (key, value) values ('metrics_max_series', '1');
select results_eq(
  $$select labels ->> 'alert_type', value from private.measure_alerts() where name = 'heartbase_alerts_open_by_type'$$,
  $$values ('often', 2::numeric)$$, 'the most frequent'
);
select results_eq(
  $$select name, value from private.measure_alerts() where labels ->> 'alert_type' is null order by 1$$,
  $$values ('heartbase_alerts_open', 4::numeric), ('heartbase_metrics_series_omitted', 2)$$, 'the total leaves none out'
);

select * from finish();
rollback;
