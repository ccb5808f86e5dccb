-- A message about something that is over does not wait for ever for a channel that stays off.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('c' || n) from generate_series(1, 3) n;
select pg_temp.make_alert('api');
update notifications n
set created_at = case c.name when 'c1' then timestamptz '2025-12-01 11:59:59.999999+00' else '2025-12-01 12:00+00' end
from notification_channels c where c.id = n.channel_id;
alter table guardian_alerts disable trigger guardian_alerts_announce_changed;
update guardian_alerts set resolved_at = '2025-12-01 12:00+00';
alter table guardian_alerts enable trigger guardian_alerts_announce_changed;
update notification_channels set enabled = false where name in ('c1', 'c2');
update notifications n set created_at = '2025-11-01 12:00+00'
from notification_channels c where c.id = n.channel_id and c.name = 'c3';
select private.prune_history('2026-03-01 12:00+00');
select results_eq(
  $$select c.name || ' ' || n.state from notifications n join notification_channels c on c.id = n.channel_id order by 1$$,
  array['c1 cancelled', 'c2 pending', 'c3 pending'],
  'past 90 days it is cancelled, at 90 days it waits, and on a channel that is on it waits in any case'
);
select is(
  (select last_error from notifications where state = 'cancelled'), 'The channel stayed off.', 'with its reason'
);

select * from finish();
rollback;
