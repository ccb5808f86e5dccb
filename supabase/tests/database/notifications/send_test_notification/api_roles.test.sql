-- Users test their own channels; the service role tests any, and all of the project's.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
select pg_temp.make_channel('owned', 'slack', owner_id) as owned_id, pg_temp.make_channel('project') as project_id
into temp channels from users;
grant select on users, channels to authenticated, anon, service_role;

select pg_temp.sign_in(other_id) from users;
select throws_ok(
  $$select send_test_notification(owned_id) from channels$$, 'PT404', 'channel_not_found', 'another user does not find it'
);
select pg_temp.sign_in(owner_id) from users;
select lives_ok($$select send_test_notification(owned_id) from channels$$, 'its owner tests it');
select results_eq(
  $$select n.event, n.state from notifications n$$, $$values ('test', 'pending')$$, 'and sees the message'
);
select throws_ok(
  $$select send_test_notification(project_id) from channels$$, 'PT404', 'channel_not_found', 'the project''s is not theirs'
);
select throws_ok($$select send_test_notification()$$, '42501', 'not_the_owner', 'nor are all of the project''s');
select pg_temp.sign_in_as_admin();
select throws_ok(
  $$select send_test_notification(owned_id) from channels$$, 'PT404', 'channel_not_found', 'an admin tests their own as well'
);
select throws_ok($$select send_test_notification()$$, '42501', 'not_the_owner', 'and no more');
select pg_temp.sign_in_as_anon();
select throws_ok($$select send_test_notification(owned_id) from channels$$, '42501', null, 'anon may not');
select pg_temp.as_service_role();
select lives_ok($$select send_test_notification(project_id) from channels$$, 'the service role tests any');
select lives_ok($$select send_test_notification()$$, 'and all');

select * from finish();
rollback;
