-- Who sees which messages.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id
into temp users;
grant select on users to authenticated;
select pg_temp.make_channel('owned', 'slack', owner_id), pg_temp.make_channel('project') from users;
select pg_temp.make_alert('theirs', owner_id), pg_temp.make_alert('api') from users;
select pg_temp.sign_in(owner_id) from users;
select is((select count(*) from notifications), 1::bigint, 'an owner sees those of their channels');
select throws_ok($$update notifications set state = 'pending'$$, '42501', null, 'but changes none');
select throws_ok($$delete from notifications$$, '42501', null, 'and deletes none');
select pg_temp.sign_in(other_id) from users;
select is_empty($$select * from notifications$$, 'another user sees none');
select pg_temp.sign_in(other_id, '{"role": "admin"}') from users;
select is((select count(*) from notifications), 2::bigint, 'an admin sees all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from notifications$$, '42501', null, 'anon may not look');

select * from finish();
rollback;
