-- Members see what belongs to their tenant; viewers only look.
begin;
select plan(19);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('acme', 'viewer') as viewer, pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_channel('acme'), pg_temp.make_channel('project');
update notification_channels set tenant_id = 'acme' where name = 'acme';
select pg_temp.make_job('acme', '2026-03-01'), pg_temp.make_job('project', '2026-03-01');
update job_heartbeats set tenant_id = 'acme' where job_name = 'acme';
select pg_temp.make_tetrahedron('acme'), pg_temp.make_tetrahedron('project');
update tetrahedrons set tenant_id = 'acme' where name = 'acme';
select pg_temp.make_machine('acme', now() - interval '1 hour'), pg_temp.make_machine('project', now() - interval '1 hour');
update machines set tenant_id = 'acme' where name = 'acme';
select private.evaluate_jobs();
select pg_temp.check_machines(now());

select pg_temp.sign_in(viewer) from people;
select results_eq($$select subject_kind, subject_name from guardian_alerts order by 1$$, $$values ('job', 'acme'), ('machine', 'acme')$$,
  'a viewer sees the tenant''s alerts');
select results_eq($$select name from machines$$, array['acme'], 'its machines');
select is((select count(*) from machine_offline_notifications), 1::bigint, 'what was told of them');
select results_eq($$select job_name from job_heartbeats$$, array['acme'], 'its jobs');
select results_eq($$select name from tetrahedrons$$, array['acme'], 'its tetrahedrons');
select results_eq($$select name from notification_channels$$, array['acme'], 'its channels');
select results_eq($$select distinct event from notifications$$, array['opened'], 'and what went to them');
select is_empty($$update guardian_alerts set acknowledged_at = now() returning id$$, 'a viewer acknowledges nothing');
select is_empty($$update notification_channels set enabled = false returning id$$, 'and changes no channel');
select is_empty($$update job_heartbeats set paused = true returning job_name$$, 'nor a job');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select isnt_empty($$update guardian_alerts set acknowledged_at = now() returning id$$, 'a member acknowledges alerts');
select is((select distinct acknowledged_by from guardian_alerts), (select member from people), 'in their name');
select is_empty($$update notification_channels set enabled = false returning id$$, 'and changes no channel');
select pg_temp.sign_out();
select pg_temp.sign_in(owner) from people;
select isnt_empty($$update notification_channels set name = 'ops' returning id$$, 'an owner changes channels');
select throws_ok($$update notification_channels set tenant_id = 'other'$$, '42501', null, 'but not whose they are');
select isnt_empty($$delete from notification_channels returning id$$, 'and deletes them');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from guardian_alerts$$, 'a member of another tenant sees none of its alerts');
select is_empty($$select from job_heartbeats$$, 'none of its jobs');
select is_empty($$select from notification_channels$$, 'and none of its channels');

select * from finish();
rollback;
