-- Uptime of days in UTC, from the ledger.
begin;
select plan(14);
select pg_temp.start_empty();
-- Days from the end: 0 is today. Uptime with the subject known since the beginning of the year.
create function pg_temp.day(back integer, since timestamptz default '2026-01-01 00:00+00', now_at timestamptz default '2026-03-31 12:00+00')
returns text language sql as
  $$select d.days ->> (89 - back) from private.status_days('job', 'job', since, now_at) d$$;
create function pg_temp.alert(detected_at timestamptz, resolved_at timestamptz, type text default 'job-stale', severity text default 'critical')
returns void language sql as
  $$insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at, created_at, resolved_at)
    values ('job', 'job', 'job', type, severity, 'x', detected_at, detected_at, resolved_at)$$;

select is((select jsonb_array_length(days) from private.status_days('job', 'job', '2026-01-01', '2026-03-31 12:00+00')), 90, 'there are 90 days');
select is(pg_temp.day(0) || ' ' || pg_temp.day(89), '1.00000 1.00000', 'each of them up when there was no alert');
select pg_temp.alert('2026-03-28 21:00+00', '2026-03-29 06:00+00');
select is(pg_temp.day(3), '0.87500', 'an alert over midnight counts for the day on which it opened');
select is(pg_temp.day(2), '0.75000', 'and for the next, which has 24 hours whatever clocks were put forward');
select is(pg_temp.day(1) || ' ' || pg_temp.day(4), '1.00000 1.00000', 'and for no other');
select pg_temp.alert('2026-03-29 03:00+00', '2026-03-29 12:00+00', 'job-failing');
select is(pg_temp.day(2), '0.50000', 'what overlaps is counted once');
select pg_temp.alert('2026-03-29 12:00+00', '2026-03-29 23:00+00', 'slow', 'warning');
select is(pg_temp.day(2), '0.50000', 'what is degraded is up');
select pg_temp.alert('2026-03-31 09:00+00', null);
select is(pg_temp.day(0), '0.75000', 'an open alert counts until now, and today is as long as it lasts');
select is(pg_temp.day(0, '2026-03-31 06:00+00'), '0.50000', 'the first day begins with the subject');
select is(pg_temp.day(1, '2026-03-31 00:00+00'), null, 'a day before that is not known');
select is(pg_temp.day(1, '2026-03-30 23:59:59+00'), '1.00000', 'its last second is');
select pg_temp.alert('2026-03-27 00:00+00', '2026-03-27 00:00:00.5+00');
select is(pg_temp.day(4), '0.99999', 'a day with any downtime is not whole');
insert into app_settings (key, value) values ('alerts_retention', '2 days');
select is(pg_temp.day(3), null, 'what the ledger no longer keeps is not known');
select results_eq($$select days, uptime from private.status_days('service', 'auth', null, '2026-03-31 12:00+00')$$,
  $$values (null::jsonb, null::numeric)$$, 'of what it never knew no uptime is told');

select * from finish();
rollback;
