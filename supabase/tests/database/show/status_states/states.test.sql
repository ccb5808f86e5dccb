-- What each kind of subject is when, and since when.
begin;
select plan(18);
select pg_temp.start_empty();
update private.evaluator_state set last_tick_at = '2026-03-02 12:00+00';
insert into status_pages (id, slug, title) values ('00000000-0000-4000-8000-000000000001', 'p', 'P');
create function pg_temp.name(kind text, id text, name text) returns void language sql as
  $$insert into status_page_components (page_id, subject_kind, subject_id, name)
    values ('00000000-0000-4000-8000-000000000001', kind, id, name)$$;
create function pg_temp.state(key text, now_at timestamptz default '2026-03-02 12:00+00') returns text language sql as
  $$select concat_ws(' ', s.state, to_char(s.since at time zone 'UTC', 'MM-DD HH24:MI'))
    from private.status_states('00000000-0000-4000-8000-000000000001', now_at) s where s.key = state.key$$;
create function pg_temp.alert(kind text, id text, type text, severity text, detected_at timestamptz, resolved_at timestamptz default null)
returns void language sql as
  $$insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at, resolved_at)
    values (kind, id, id, type, severity, 'x', detected_at, resolved_at)$$;

select pg_temp.make_job('job', '2026-03-02 11:30+00'), pg_temp.make_job('late', '2026-03-02 10:30+00'),
  pg_temp.make_job('paused', '2026-03-01 00:00+00');
update job_heartbeats set paused = true where job_name = 'paused';
select pg_temp.name('job', job_name, job_name) from job_heartbeats;
select is(pg_temp.state('job'), 'operational', 'a job on time is operational');
select is(pg_temp.state('late'), 'down 03-02 11:30', 'a late one is down since its deadline, though nobody was alerted yet');
select is(pg_temp.state('paused'), 'unknown', 'of a paused one nobody knows');
select pg_temp.make_job('never', '-infinity'), pg_temp.name('job', 'never', 'never');
select is((select jsonb_build_array(s.state, s.since)
  from private.status_states('00000000-0000-4000-8000-000000000001', '2026-03-02 12:00+00') s where s.key = 'never'),
  '["down", null]', 'one whose deadline has no date is down since nobody knows when, not since -infinity');
select pg_temp.alert('job', 'job', 'job-failing', 'critical', '2026-03-02 09:00+00', '2026-03-02 10:00+00');
select is(pg_temp.state('job'), 'operational 03-02 10:00', 'operational since the last trouble ended');
select pg_temp.alert('job', 'job', 'job-failing', 'critical', '2026-03-02 11:00+00');
select is(pg_temp.state('job'), 'down 03-02 11:00', 'down while an alert is open');
delete from guardian_alerts;
select pg_temp.alert('job', 'job', 'slow', 'warning', '2026-03-02 11:00+00');
select is(pg_temp.state('job'), 'degraded 03-02 11:00', 'degraded while a warning is');
select pg_temp.alert('job', 'job', 'odd', 'info', '2026-03-02 11:00+00'), pg_temp.alert('job', 'paused', 'test', 'critical', '2026-03-02 11:00+00');
select is(pg_temp.state('paused'), 'unknown', 'what is no trouble changes nothing');
delete from guardian_alerts;

select pg_temp.name('machine', pg_temp.make_machine('on', '2026-03-02 11:59+00')::text, 'on'),
  pg_temp.name('machine', pg_temp.make_machine('off', '2026-03-02 11:00+00', status => 'offline')::text, 'off'),
  pg_temp.name('machine', pg_temp.make_machine('new')::text, 'new');
update machines set status_changed_at = '2026-03-02 11:02+00';
select is(pg_temp.state('on') || ', ' || pg_temp.state('off') || ', ' || pg_temp.state('new'), 'operational, down 03-02 11:02, unknown',
  'machines: online, offline, never heard');
select pg_temp.name('tetrahedron', pg_temp.make_tetrahedron('well', '2026-03-02 11:30+00')::text, 'well'),
  pg_temp.name('tetrahedron', pg_temp.make_tetrahedron('silent', '2026-03-02 10:00+00', stale_after => '1 hour')::text, 'silent');
select is(pg_temp.state('well') || ', ' || pg_temp.state('silent'), 'operational, down 03-02 11:00', 'meshes: heard, silent');

select pg_temp.make_tenant('acme');
select pg_temp.name('tenant', 'acme', 'acme');
select is(pg_temp.state('acme'), 'unknown', 'of a tenant that was never looked at nobody knows');
update tenant_settings set last_run_at = '2026-03-01 12:00:00.000001+00';
select is(pg_temp.state('acme'), 'operational', 'one that was within 24 hours is operational');
insert into tenant_check_states (tenant_id, check_id, status, priority, title, message, since)
values ('acme', 'a', 'warning', 'low', 'x', 'x', '2026-03-02 09:00+00'), ('acme', 'b', 'alert', 'low', 'x', 'x', '2026-03-02 10:00+00');
select is(pg_temp.state('acme'), 'degraded 03-02 10:00', 'degraded while a check says alert or error; a warning is between them and us');

select pg_temp.name('service', 'auth', 'auth');
select is(pg_temp.state('auth'), 'unknown', 'of a service that no boot check looked at nobody knows');
update private.alive_state set finished_at = '2026-03-02 11:45:00.000001+00',
  result = '{"subsystems": {"auth": {"ok": true}, "outbox": {"ok": false}}}';
select is(pg_temp.state('auth'), 'operational', 'the last boot check says');
select is(pg_temp.state('auth', '2026-03-02 12:00:00.000002+00'), 'unknown', 'until it is 15 minutes old');

update private.evaluator_state set last_tick_at = '2026-03-02 11:56:59+00';
select is(pg_temp.state('job') || ', ' || pg_temp.state('late'), 'unknown, down 03-02 11:30',
  'while the evaluator is late nobody knows what is well, only what is not');
select is(private.overall_status('00000000-0000-4000-8000-000000000001', '{unknown,operational}', '2026-03-02 12:00+00'), 'operational',
  'what is not known does not make the page unknown');

select * from finish();
rollback;
