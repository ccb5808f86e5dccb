-- Who may delete which channels.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select pg_temp.make_channel('owned', 'slack', owner_id), pg_temp.make_channel('project') from users;
select pg_temp.sign_in(owner_id) from users;
delete from notification_channels;
select pg_temp.sign_out();
select results_eq(
  $$select name from notification_channels where source = 'database'$$, array['project'], 'an owner deletes their own only'
);
select pg_temp.sign_in_as_admin();
delete from notification_channels;
select pg_temp.sign_out();
select results_eq(
  $$select kind from notification_channels order by kind$$, array['email', 'push', 'slack', 'sms', 'telegram', 'whatsapp'],
  'an admin deletes any, but for those that stand for secrets of the functions'
);

select * from finish();
rollback;
