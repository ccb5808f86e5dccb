-- How a channel is doing.
begin;
select plan(1);
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

select * from finish();
rollback;
