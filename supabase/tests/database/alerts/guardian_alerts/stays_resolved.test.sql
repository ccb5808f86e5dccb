-- A resolved alert stays as it ended.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('api', owner_id) from users;
update guardian_alerts set resolved_at = '2026-03-01 12:00+00', resolution = 'Fixed.';
select throws_ok(
  $$update guardian_alerts set resolved_at = null$$, '55000', 'alert_is_resolved', 'nobody opens it again'
);
select throws_ok($$update guardian_alerts set resolved_at = now()$$, '55000', 'alert_is_resolved', 'nor resolves it again');
select pg_temp.sign_in(owner_id) from users;
select throws_ok(
  $$update guardian_alerts set resolved_at = null$$, '55000', 'alert_is_resolved', 'not its owner either'
);
select lives_ok($$update guardian_alerts set resolution = 'Never happened.'$$, 'a later note is no error');
select pg_temp.sign_out();
select results_eq(
  $$select resolved_at, resolution from guardian_alerts$$, $$values (timestamptz '2026-03-01 12:00+00', 'Fixed.')$$,
  'and changes nothing'
);

select * from finish();
rollback;
