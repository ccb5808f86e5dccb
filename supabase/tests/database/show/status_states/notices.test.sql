-- What notices make of components, at both sides of each boundary.
begin;
select plan(12);
select pg_temp.start_empty();
update private.evaluator_state set last_tick_at = '2026-03-02 12:00+00';
insert into status_pages (id, slug, title) values ('00000000-0000-4000-8000-000000000001', 'p', 'P');
select pg_temp.make_job('job', '2026-03-02 11:30+00', '1 day');
insert into status_page_components (page_id, subject_kind, subject_id, name) values ('00000000-0000-4000-8000-000000000001', 'job', 'job', 'Job');
create function pg_temp.state(now_at timestamptz) returns text language sql as
  $$select s.state from private.status_states('00000000-0000-4000-8000-000000000001', now_at) s$$;
create function pg_temp.post(kind text, status text, starts_at timestamptz, ends_at timestamptz default null, impact text default 'none')
returns uuid language sql as
  $$select post_status_notice('00000000-0000-4000-8000-000000000001', kind, 'x', 'x', status, impact, '{job}', starts_at, ends_at)$$;

select pg_temp.post('maintenance', 'scheduled', '2026-03-02 12:00+00', '2026-03-02 12:02+00');
select is(pg_temp.state('2026-03-02 11:59:59.999999+00'), 'operational', 'before maintenance begins all is as it is');
select is(pg_temp.state('2026-03-02 12:00+00'), 'maintenance', 'from its first instant on it is maintenance');
select is(pg_temp.state('2026-03-02 12:01:59.999999+00'), 'maintenance', 'to before the last');
select is(pg_temp.state('2026-03-02 12:02+00'), 'operational', 'at its end it is over, by itself');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at)
values ('job', 'job', 'job', 'job-failing', 'critical', 'x', '2026-03-02 11:50+00');
select is(pg_temp.state('2026-03-02 12:01+00'), 'maintenance', 'what is down meanwhile is in maintenance');
select is(pg_temp.state('2026-03-02 12:02+00'), 'down', 'and down when that is over');
delete from guardian_alerts;
delete from status_page_notices;

select pg_temp.post('maintenance', 'in_progress', '2026-03-02 11:00+00', '2026-03-02 11:30+00');
select is(pg_temp.state('2026-03-02 12:00+00'), 'maintenance', 'what a person began lasts until a person ends it');
update status_page_notices set status = 'completed';
select is(pg_temp.state('2026-03-02 12:00+00'), 'operational', 'and then no longer');
delete from status_page_notices;

select pg_temp.post('incident', 'investigating', '2026-03-02 11:58+00', null, 'minor');
select is(pg_temp.state('2026-03-02 11:58+00'), 'degraded', 'a minor incident degrades');
select is(pg_temp.state('2026-03-02 11:57:59.999999+00'), 'operational', 'from its start on');
update status_page_notices set impact = 'major';
select is(pg_temp.state('2026-03-02 12:00+00'), 'down', 'a major one takes down');
update status_page_notices set components = '{}';
select is(pg_temp.state('2026-03-02 12:00+00'), 'operational', 'what it names');

select * from finish();
rollback;
