-- The end of an alert is told to whoever heard, or may have heard, of it.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('delivered'), pg_temp.make_channel('under way'), pg_temp.make_channel('backing off'),
  pg_temp.make_channel('dead'), pg_temp.make_channel('never tried');
select pg_temp.make_alert('api');
select pg_temp.make_channel('newcomer');
update notifications n
set state = case c.name when 'delivered' then 'delivered' when 'under way' then 'leased' when 'dead' then 'dead' else 'pending' end,
    attempts = (c.name <> 'never tried')::int
from notification_channels c where c.id = n.channel_id;
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['backing off: opened api pending', 'backing off: resolved api pending', 'dead: opened api dead',
    'delivered: opened api delivered', 'delivered: resolved api pending', 'never tried: opened api cancelled',
    'under way: opened api leased', 'under way: resolved api pending'],
  'what was never attempted is cancelled, and its channel hears of neither'
);
select is(
  (select last_error from notifications where state = 'cancelled'), 'The alert resolved before this was sent.',
  'the reason is kept'
);

select * from finish();
rollback;
