-- An owner's delete cleans up what the owner may not touch.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select create_notification_channel('ops', 'slack', 'https://a.example', '{}', 'info', null, owner_id) from users;
select pg_temp.make_alert('theirs', owner_id) from users;
select pg_temp.sign_in(owner_id) from users;
select lives_ok($$delete from notification_channels$$, 'the owner deletes it');
select pg_temp.sign_out();
select is_empty($$select * from vault.secrets where name like 'heartbase\_channel\_%'$$, 'its secret is gone');
select results_eq($$select state from notifications$$, array['cancelled'], 'its message is cancelled');

select * from finish();
rollback;
