-- What a deleted channel was still to get is cancelled.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('done'), pg_temp.make_alert('under way'), pg_temp.make_alert('waiting');
update notifications n
set state = case a.subject_id when 'done' then 'delivered' else 'pending' end,
    next_attempt_at = case a.subject_id when 'waiting' then now() + interval '1 hour' else now() end
from guardian_alerts a where a.id = n.alert_id;
select pg_temp.lease(ops_id) as unit into temp leased from channels;
delete from notification_channels where name = 'ops';
select results_eq(
  $$select a.subject_id, n.state, n.last_error, n.channel_id from notifications n join guardian_alerts a on a.id = n.alert_id
    order by 1$$,
  $$values ('done', 'delivered', null, null::uuid), ('under way', 'cancelled', 'The channel was deleted.', null),
    ('waiting', 'cancelled', 'The channel was deleted.', null)$$,
  'what was delivered stays on record'
);
select ok(
  not (select pg_temp.acknowledge(unit, 'delivered') from leased), 'a sender that was busy with one finds its lease gone'
);

select * from finish();
rollback;
