-- Who sees which alerts.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('project'), pg_temp.make_alert('owned', owner_id) from users;
select pg_temp.sign_in(owner_id) from users;
select results_eq($$select subject_id from guardian_alerts$$, array['owned'], 'an owner sees their own');
select pg_temp.sign_in(other_id) from users;
select is_empty($$select * from guardian_alerts$$, 'another user sees none');
select pg_temp.sign_in(other_id, '{}', '{"role": "admin"}') from users;
select is_empty($$select * from guardian_alerts$$, 'nor does one who calls themselves an admin');
select pg_temp.sign_in(other_id, '{"role": "admin"}') from users;
select results_eq(
  $$select subject_id from guardian_alerts order by 1$$, array['owned', 'project'], 'an admin sees all'
);
select pg_temp.as_service_role();
select results_eq(
  $$select subject_id from guardian_alerts order by 1$$, array['owned', 'project'], 'the service role sees all'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from guardian_alerts$$, '42501', null, 'anon may not look');

select * from finish();
rollback;
