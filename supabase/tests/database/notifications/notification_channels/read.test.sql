-- Who sees which channels.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
grant select on users to authenticated;
select pg_temp.make_channel('owned', 'slack', owner_id), pg_temp.make_channel('project') from users;
select pg_temp.sign_in(owner_id) from users;
select results_eq($$select name from notification_channels$$, array['owned'], 'an owner sees their own');
select results_eq($$select name from notification_channel_status$$, array['owned'], 'also in the status view');
select pg_temp.sign_in(other_id, '{}', '{"role": "admin"}') from users;
select is_empty($$select name from notification_channels$$, 'another user sees none');
select is_empty($$select name from notification_channel_status$$, 'nor in the status view');
select pg_temp.sign_in(other_id, '{"role": "admin"}') from users;
select is((select count(*) from notification_channels), 8::bigint, 'an admin sees all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from notification_channels$$, '42501', null, 'anon may not look');
select throws_ok($$select * from notification_channel_status$$, '42501', null, 'nor at the status view');

select * from finish();
rollback;
