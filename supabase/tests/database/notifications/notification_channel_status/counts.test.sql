-- How a channel is doing.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('a'), pg_temp.make_alert('b'), pg_temp.make_alert('c'), pg_temp.make_alert('d');
update notifications n set created_at = '2026-03-01 12:00+00', state = case a.subject_id
    when 'a' then 'delivered' when 'b' then 'leased' when 'c' then 'dead' else 'pending' end
from guardian_alerts a where a.id = n.alert_id;
update notifications set created_at = '2026-03-01 11:00+00' where state = 'delivered';
select results_eq(
  $$select pending_count, dead_count, oldest_pending_at from notification_channel_status where name = 'ops'$$,
  $$values (2::bigint, 1::bigint, timestamptz '2026-03-01 12:00+00')$$,
  'leased messages wait as well; delivered ones do not'
);
update notifications set held_until = now() + interval '1 second' where state = 'pending';
update notifications set created_at = '2026-03-01 12:01+00' where state = 'leased';
select results_eq(
  $$select pending_count, held_count, oldest_pending_at from notification_channel_status where name = 'ops'$$,
  $$values (1::bigint, 1::bigint, timestamptz '2026-03-01 12:01+00')$$, 'what a silence holds is counted apart'
);
update notifications set held_until = now() where state = 'pending';
update notifications set state = 'delivered' where state = 'leased';
select results_eq(
  $$select pending_count, held_count, oldest_pending_at from notification_channel_status where name = 'ops'$$,
  $$values (1::bigint, 0::bigint, now())$$, 'and waits from the end of the silence on'
);

select * from finish();
rollback;
