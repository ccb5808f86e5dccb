-- Finished messages are kept for 90 days.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('c' || n) from generate_series(1, 4) n;
select pg_temp.make_alert('api');
update notifications n set state = 'delivered', finished_at = case c.name
    when 'c1' then timestamptz '2025-12-01 11:59:59.999999+00' when 'c2' then '2025-12-01 12:00+00' end
from notification_channels c where c.id = n.channel_id;
update notifications set state = 'pending' where finished_at is null;
update guardian_alerts set resolved_at = '2026-03-01 12:00+00';
delete from notifications where event = 'resolved';
select is(private.prune_history('2026-03-01 12:00+00') ->> 'notifications', '1', 'one that finished before that goes');
select results_eq(
  $$select c.name from notifications n join notification_channels c on c.id = n.channel_id order by 1$$,
  array['c2', 'c3', 'c4'], 'one that finished 90 days ago stays, and so does what has not finished'
);

select * from finish();
rollback;
