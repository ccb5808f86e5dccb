-- Messages by state, up to 1001 of each, of what the caller sees.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
grant select on users to authenticated;
select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_channel('owned', 'slack', owner_id) from users;
select pg_temp.make_alert('theirs', owner_id) from users;
select pg_temp.make_alert('a') as a_id into temp made;
insert into notifications (alert_id, channel_id, event, slot, state)
select a_id, ops_id, 'reminder', n, case when n = 1 then 'leased' when n = 2 then 'dead' when n = 3 then 'cancelled' else 'delivered' end
from made, channels, generate_series(1, 1005) n;
grant select on channels, made to authenticated;
select pg_temp.sign_in_as_admin();
select bag_eq(
  $$select * from count_notifications()$$,
  $$values ('waiting', 3::bigint), ('dead', 1), ('delivered', 1001), ('cancelled', 1)$$, 'waiting is pending or leased; more than 1000 is 1001'
);
select bag_eq(
  $$select c.* from channels, made, count_notifications(ops_id, a_id) c$$,
  $$values ('waiting', 2::bigint), ('dead', 1), ('delivered', 1001), ('cancelled', 1)$$, 'of a channel and an alert'
);
select pg_temp.sign_in(owner_id) from users;
select bag_eq(
  $$select * from count_notifications()$$, $$values ('waiting', 1::bigint), ('dead', 0), ('delivered', 0), ('cancelled', 0)$$,
  'a user counts their own'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from count_notifications()$$, '42501', null, 'anon none');

select * from finish();
rollback;
