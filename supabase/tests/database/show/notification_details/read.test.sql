-- Messages with their channel and alert, and whether they are the reader's to replay.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_member('acme', 'admin') as admin_id,
  pg_temp.make_member('acme', 'viewer') as viewer_id
into temp people;
select pg_temp.make_channel('owned', 'slack', owner_id), pg_temp.make_channel('project'), pg_temp.make_channel('acme') from people;
update notification_channels set tenant_id = 'acme' where name = 'acme';
select pg_temp.make_alert('theirs', owner_id), pg_temp.make_alert('api') from people;
insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message)
values ('service', 'shop', 'shop', 'acme', 'down', 'critical', 'shop is down.');
update notifications set state = 'dead', last_error = 'because';
grant select on people to authenticated;

select pg_temp.sign_in(owner_id) from people;
select results_eq(
  $$select channel_name, channel_kind, subject_name, message, state, last_error, next_attempt_at, can_replay from notification_details$$,
  $$values ('owned', 'slack', 'theirs', 'theirs is down.', 'dead', 'because', null::timestamptz, true)$$, 'a user sees what is for their channels'
);
select pg_temp.sign_in(admin_id) from people;
select results_eq($$select channel_name, can_replay from notification_details$$, $$values ('acme', true)$$, 'an admin of a tenant');
select pg_temp.sign_in(viewer_id) from people;
select results_eq($$select channel_name, can_replay from notification_details$$, $$values ('acme', false)$$, 'a viewer only looks');
select pg_temp.sign_in_as_admin();
select results_eq(
  $$select channel_name, can_replay from notification_details order by 1$$,
  $$values ('acme', true), ('owned', true), ('project', true)$$, 'an admin of the application has all'
);
select pg_temp.sign_out();
update notification_channels set enabled = false;
update notifications set state = 'delivered' where channel_id = (select id from notification_channels where name = 'owned');
select pg_temp.sign_in(owner_id, '{"role": "admin"}') from people;
select is_empty($$select * from notification_details where can_replay$$, 'neither what arrived nor what is for a channel that is off');
select pg_temp.sign_out();
update notifications set state = 'pending', held_until = now() + interval '1 hour';
update notifications set held_until = now() where channel_id = (select id from notification_channels where name = 'owned');
select results_eq(
  $$select channel_name, held_until from notification_details order by 1$$,
  $$values ('acme', now() + interval '1 hour'), ('owned', null), ('project', now() + interval '1 hour')$$,
  'until when a silence holds them'
);

select * from finish();
rollback;
