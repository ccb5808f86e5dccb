-- What waits for a channel that is off when its alert ends is cancelled, tried or not: nobody is told of trouble that is over.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('never tried'), pg_temp.make_channel('backing off'), pg_temp.make_channel('under way'),
  pg_temp.make_channel('delivered');
select pg_temp.make_alert('api');
update notifications n
set state = case c.name when 'delivered' then 'delivered' when 'under way' then 'leased' else 'pending' end,
    lease = case c.name when 'under way' then gen_random_uuid() end,
    attempts = (c.name <> 'never tried')::int
from notification_channels c where c.id = n.channel_id;
update notification_channels set enabled = false;
update guardian_alerts set resolved_at = now();
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['backing off: opened api cancelled', 'delivered: opened api delivered', 'never tried: opened api cancelled',
    'under way: opened api cancelled'],
  'it is cancelled, and no recovery is written'
);
update notification_channels set enabled = true where source = 'database';
select is(claim_notifications() -> 'units', '[]'::jsonb, 'when the channels come on again nothing is left to send');
select is(
  (select pg_temp.acknowledge(jsonb_build_object('unit_id', id, 'lease', gen_random_uuid()), 'retry')
   from notifications n where exists (select from notification_channels c where c.id = n.channel_id and c.name = 'under way')),
  false, 'and a sender that reports late changes nothing'
);

select * from finish();
rollback;
