-- Nothing but what the page names leaves: every word that is secret here has "zz" in it.
begin;
select plan(7);
select pg_temp.start_empty();

insert into tenants (id, name, role) values ('zztenant', 'zz Tenant name', 'customer');
insert into job_heartbeats (job_name, last_run_at, expected_every, metadata, description, tenant_id, status)
values ('zzjob', '2026-03-01', '1 hour', '{"zzmetadata": "zz"}', 'zzdescription', 'zztenant', 'zzstatus');
insert into machines (name, hostname, description, last_seen, status, platform, tenant_id)
values ('zzmachine', 'zzhost', 'zzdescription', '2026-03-01', 'offline', 'zzplatform', 'zztenant');
insert into tetrahedrons (name, vertices, last_heartbeat_at, next_action, tenant_id)
values ('zzmesh', '{zz1,zz2,zz3,zz4}', '2026-03-01', 'zzaction', 'zztenant');
insert into tenant_check_states (tenant_id, check_id, status, priority, title, message, since)
values ('zztenant', 'zzcheck', 'alert', 'high', 'zztitle', 'zzmessage', '2026-03-01 10:00+00');
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, details, detected_at)
select k, i, 'zzname', 'zz-type', 'critical', 'zzmessage', '{"zz": "zz"}', '2026-03-01 10:00+00'
from (
  select 'job', 'zzjob' union all select 'tenant', 'zztenant' union all select 'machine', id::text from machines
  union all select 'tetrahedron', id::text from tetrahedrons
) s(k, i);
update private.alive_state set finished_at = '2026-03-02 11:59+00',
  result = '{"subsystems": {"outbox": {"ok": false, "error": "zzerror", "title": "zztitle", "details": {"zz": 1}}}}';
insert into status_pages (id, slug, title) values ('00000000-0000-4000-8000-0000000000aa', 'public', 'Public');
insert into status_page_components (page_id, subject_kind, subject_id, name)
select '00000000-0000-4000-8000-0000000000aa', k, i, initcap(k)
from (
  select 'job', 'zzjob' union all select 'tenant', 'zztenant' union all select 'machine', id::text from machines
  union all select 'tetrahedron', id::text from tetrahedrons union all select 'service', 'outbox'
) s(k, i);
select post_status_notice('00000000-0000-4000-8000-0000000000aa', 'incident', 'Slow', 'We look into it.', null, 'minor', '{job,machine}');
create temp table answers as
select private.read_status_page('public', '2026-03-02 12:00+00') as page,
  (select status_badges(badge_key) from status_pages) as badges;

select unalike(page::text || badges, '%zz%', 'no id, name, host, description, metadata, error, message, type or detail') from answers;
select is_empty($$select from answers, status_page_components c where strpos(page::text || badges, c.id::text) > 0$$, 'no id of a component');
select is_empty(
  $$select from answers, status_pages p where strpos(page::text || badges, p.id::text) + strpos(page::text || badges, p.badge_key) > 0$$,
  'nor of the page, nor its badge key'
);
select is_empty(
  $$select from answers, tetrahedrons t where strpos(page::text || badges, t.id::text) > 0$$, 'nor of a tetrahedron'
);
select results_eq(
  $$select distinct jsonb_object_keys(c) from answers, jsonb_array_elements(page -> 'components') c order by 1$$,
  array['days', 'description', 'group', 'key', 'name', 'since', 'state', 'uptime'], 'a component has these facts and no others'
);
select results_eq(
  $$select c ->> 'name', c ->> 'state' from answers, jsonb_array_elements(page -> 'components') c order by 1$$,
  $$values ('Job', 'down'), ('Machine', 'down'), ('Service', 'down'), ('Tenant', 'down'), ('Tetrahedron', 'down')$$,
  'though all of them are in trouble'
);
select results_eq($$select distinct jsonb_object_keys(page) from answers order by 1$$,
  array['components', 'first_day', 'generated_at', 'notices', 'page', 'state', 'wants_services'], 'and the page these');

select * from finish();
rollback;
