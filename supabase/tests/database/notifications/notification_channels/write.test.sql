-- What users may change of a channel.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select pg_temp.make_channel('owned', 'slack', owner_id), pg_temp.make_channel('project') from users;
select pg_temp.sign_in(owner_id) from users;
update notification_channels set name = 'renamed', min_severity = 'critical', subject_kinds = '{job}', enabled = false;
select throws_ok($$update notification_channels set owner_id = null$$, '42501', null, 'an owner may not give it away');
select throws_ok($$update notification_channels set config = '{}'$$, '42501', null, 'nor change where it goes');
select throws_ok($$update notification_channels set next_send_at = now()$$, '42501', null, 'nor its rate limit');
select throws_ok(
  $$insert into notification_channels (name, kind, owner_id) select 'x', 'slack', owner_id from users$$, '42501', null,
  'nor insert one'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$update notification_channels set enabled = false$$, '42501', null, 'anon may change nothing');
select throws_ok($$delete from notification_channels$$, '42501', null, 'nor delete');
select pg_temp.sign_out();
select results_eq(
  $$select name from notification_channels where source = 'database' order by name$$, array['project', 'renamed'],
  'an update of all reaches the owner''s own only'
);

select * from finish();
rollback;
