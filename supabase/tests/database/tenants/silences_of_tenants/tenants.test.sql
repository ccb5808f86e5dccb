-- A tenant's silence holds what is told of the tenant, reports included, is seen by its members, and goes with it.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_channel('acme', 'slack'), pg_temp.make_channel('other', 'slack'), pg_temp.make_channel('project');
update notification_channels set tenant_id = name where name in ('acme', 'other');
select pg_temp.make_mood_check();
update tenant_settings set channels = '{dashboard,slack}', quiet_start_hour = null, quiet_end_hour = null;
select pg_temp.set_mood('acme', 'alert', true), pg_temp.set_mood('other', 'alert', true);
select pg_temp.sign_in(owner) from people;
select create_silence(p_for => '1 hour', p_tenant_id => 'acme');
select pg_temp.sign_out();
select isnt_empty($$select pg_temp.run_due('2026-03-04 17:00+00')$$, 'both tenants are looked at');
select results_eq(
  $$select * from pg_temp.held()$$, array['acme: opened acme for 01:00:00'], 'its report waits, that of another does not'
);
select results_eq(
  $$select tenant_id, channel, outcome from heartbeat_notifications order by 1, 2$$,
  $$values ('acme', 'dashboard', 'shown'), ('acme', 'slack', 'queued'), ('other', 'dashboard', 'shown'), ('other', 'slack', 'queued')$$,
  'the dashboard shows both'
);
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message)
values ('service', 'shop', 'Shop', 'acme', 'down', 'critical', 'x');
select pg_temp.make_alert('project');
select results_eq(
  $$select * from pg_temp.held()$$, array['acme: opened acme for 01:00:00', 'acme: opened shop for 01:00:00'],
  'its alerts wait as well, the project''s do not'
);
select pg_temp.sign_in(viewer) from people;
select results_eq($$select tenant_id from silence_status$$, array['acme'], 'a viewer sees it');
select results_eq($$select count(*) from silenced_alerts$$, array[1::bigint], 'and which alert is silenced');
select pg_temp.sign_in(stranger) from people;
select is_empty($$select * from silences$$, 'another tenant''s owner does not');
select is_empty($$select * from silenced_alerts$$, 'neither');
select pg_temp.sign_out();
delete from notifications;
delete from tenants where id = 'acme';
select is_empty($$select * from silences$$, 'it goes with the tenant');

select * from finish();
rollback;
