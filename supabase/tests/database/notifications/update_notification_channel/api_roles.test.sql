-- Users change their own channels; the service role changes any.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
select pg_temp.make_channel('owned', 'slack', owner_id) as owned_id, pg_temp.make_channel('project') as project_id
into temp channels from users;
grant select on users, channels to authenticated, anon, service_role;

select pg_temp.sign_in(other_id) from users;
select throws_ok(
  $$select update_notification_channel(owned_id, 'x') from channels$$, 'PT404', 'channel_not_found', 'another user does not find it'
);
select pg_temp.sign_in_as_admin();
select throws_ok(
  $$select update_notification_channel(owned_id, 'x') from channels$$, 'PT404', 'channel_not_found', 'nor does an admin'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select update_notification_channel(owned_id, 'x') from channels$$, '42501', null, 'anon may not');
select pg_temp.sign_in(owner_id) from users;
select lives_ok($$select update_notification_channel(owned_id, 'mine') from channels$$, 'its owner changes it');
select throws_ok(
  $$select update_notification_channel(project_id, 'x') from channels$$, 'PT404', 'channel_not_found', 'and not the project''s'
);
select pg_temp.as_service_role();
select lives_ok($$select update_notification_channel(project_id, 'ops') from channels$$, 'the service role does');
select results_eq(
  $$select name from notification_channels where source = 'database' order by 1$$, array['mine', 'ops'], 'so they are called'
);

select * from finish();
rollback;
