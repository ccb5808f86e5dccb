-- Users replay what is for their channels, owners and admins of a tenant what is for its channels, admins all.
begin;
select plan(15);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id,
  pg_temp.make_member('acme', 'admin') as admin_id, pg_temp.make_member('acme', 'member') as member_id
into temp people;
select pg_temp.make_channel('owned', 'slack', owner_id) as owned_id, pg_temp.make_channel('project') as project_id,
  pg_temp.make_channel('acme') as acme_id
into temp channels from people;
update notification_channels set tenant_id = 'acme' where name = 'acme';
select pg_temp.make_alert('theirs', owner_id), pg_temp.make_alert('api') from people;
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message)
values ('service', 'shop', 'shop', 'acme', 'down', 'critical', 'shop is down.');
update notifications set state = 'dead', last_error = 'because';
select c.name, n.id into temp messages from notifications n join notification_channels c on c.id = n.channel_id;
grant select on people, channels, messages to authenticated, anon, service_role;

select pg_temp.sign_in(other_id) from people;
select throws_ok($$select replay_notification(id) from messages where name = 'owned'$$, 'PT404', 'notification_not_found',
  'another user does not find it');
select throws_ok($$select replay_notifications(owned_id) from channels$$, 'PT404', 'channel_not_found', 'nor its channel');
select is(replay_notifications(), 0, 'and has nothing to replay');
select pg_temp.sign_in(owner_id) from people;
select is(replay_notifications(), 1, 'its owner has');
select results_eq(
  $$select replayed_by from notifications where replays > 0$$, $$select owner_id from people$$, 'and it is kept who it was'
);
select throws_ok($$select replay_notification(id) from messages where name = 'project'$$, 'PT404', 'notification_not_found',
  'the project''s is not theirs');
select pg_temp.sign_in(member_id) from people;
select throws_ok($$select replay_notification(id) from messages where name = 'acme'$$, 'PT404', 'notification_not_found',
  'a member of a tenant does not');
select is(replay_notifications(), 0, 'in any way');
select pg_temp.sign_in(admin_id) from people;
select is((select replay_notification(id) from messages where name = 'acme'), 1, 'its admin does');
select pg_temp.sign_in_as_anon();
select throws_ok($$select replay_notification(id) from messages where name = 'project'$$, '42501', null, 'anon may not');
select throws_ok($$select replay_notifications()$$, '42501', null, 'nor all');
select pg_temp.sign_in_as_admin();
select is((select replay_notification(id) from messages where name = 'project'), 1, 'an admin of the application replays any');
select pg_temp.sign_out();
update notifications set state = 'dead';
select pg_temp.sign_in(other_id, '{"role": "admin"}') from people;
select is(replay_notifications(), 3, 'and all');
select pg_temp.sign_out();
update notifications set state = 'dead';
select pg_temp.as_service_role();
select is(replay_notifications(), 3, 'as does the service role');
select pg_temp.sign_out();
select is((select count(*) from notifications where replayed_by is null), 3::bigint, 'for the project');

select * from finish();
rollback;
