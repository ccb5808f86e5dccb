-- What users may change of an alert.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('project'), pg_temp.make_alert('owned', owner_id) from users;
select pg_temp.sign_in(owner_id) from users;
update guardian_alerts set acknowledged_at = now();
select throws_ok($$update guardian_alerts set message = 'fine'$$, '42501', null, 'an owner may not change what it says');
select throws_ok($$update guardian_alerts set owner_id = null$$, '42501', null, 'nor give it away');
select throws_ok($$select pg_temp.make_alert('new', owner_id) from users$$, '42501', null, 'nor open one');
select throws_ok($$delete from guardian_alerts$$, '42501', null, 'nor delete one');
select pg_temp.sign_in_as_anon();
select throws_ok($$update guardian_alerts set acknowledged_at = now()$$, '42501', null, 'anon may change nothing');
select pg_temp.sign_out();
select results_eq(
  $$select subject_id from guardian_alerts where acknowledged_at is not null$$, array['owned'],
  'an update of all reaches the owner''s own only'
);

select * from finish();
rollback;
