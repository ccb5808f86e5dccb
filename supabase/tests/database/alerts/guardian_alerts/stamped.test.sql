-- What a signed-in user does to an alert is theirs and now.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('taken', owner_id), pg_temp.make_alert('ended', owner_id), pg_temp.make_alert('noted', owner_id)
from users;
select pg_temp.sign_in(owner_id) from users;
update guardian_alerts set acknowledged_at = '2020-01-01', acknowledged_by = (select other_id from users)
where subject_id = 'taken';
update guardian_alerts set resolved_at = '2020-01-01', resolution = repeat('x', 501) where subject_id = 'ended';
update guardian_alerts set resolution = 'Soon.', acknowledged_by = (select other_id from users) where subject_id = 'noted';
select pg_temp.sign_out();
select results_eq(
  $$select acknowledged_at, acknowledged_by from guardian_alerts where subject_id = 'taken'$$,
  $$select now(), owner_id from users$$, 'an acknowledgement'
);
select results_eq(
  $$select resolved_at, resolution from guardian_alerts where subject_id = 'ended'$$,
  $$values (now(), repeat('x', 500))$$, 'an end, with at most 500 characters'
);
select results_eq(
  $$select resolution, acknowledged_by from guardian_alerts where subject_id = 'noted'$$, $$values (null::text, null::uuid)$$,
  'without an end there is no note, and nobody without an acknowledgement'
);
select pg_temp.sign_in(other_id, '{"role": "admin"}') from users;
update guardian_alerts set acknowledged_at = '2030-01-01', acknowledged_by = (select other_id from users)
where subject_id = 'taken';
select results_eq(
  $$select acknowledged_at, acknowledged_by from guardian_alerts where subject_id = 'taken'$$,
  $$select now(), owner_id from users$$, 'nobody takes over from whoever took it on first'
);
update guardian_alerts set resolved_at = now(), resolution = '  ' where subject_id = 'noted';
select is(
  (select resolution from guardian_alerts where subject_id = 'noted'), 'Resolved by hand.', 'a blank note becomes a sentence'
);
select pg_temp.as_service_role();
update guardian_alerts set acknowledged_at = '2026-03-01' where subject_id = 'taken';
select is(
  (select acknowledged_at from guardian_alerts where subject_id = 'taken'), '2026-03-01', 'the service role says what it likes'
);

select * from finish();
rollback;
