-- The outbox by state, and how long the oldest message waits.
begin;
select plan(7);
select pg_temp.start_empty();

create function pg_temp.outbox_metrics(now_at timestamptz default '2026-03-05 12:00+00') returns table (series text, value numeric)
language sql as $$
  select substring(m.name from 'heartbase_outbox_(.*)') || coalesce(' ' || (m.labels ->> 'state'), ''), m.value
  from private.measure_delivery(outbox_metrics.now_at) m where m.name ~ '^heartbase_outbox_' order by 1
$$;
select results_eq(
  $$select * from pg_temp.outbox_metrics()$$,
  $$values ('next_due_seconds', null::numeric), ('notifications dead', 0), ('notifications held', 0), ('notifications leased', 0),
    ('notifications pending', 0), ('oldest_waiting_seconds', 0)$$, 'all is 0 when it is empty, and nothing is due'
);
select pg_temp.make_channel('ops'), pg_temp.make_channel('off');
select pg_temp.make_alert('api'), pg_temp.make_alert('site');
update notifications n
set created_at = '2026-03-05 11:50+00', next_attempt_at = '2026-03-05 12:00:30+00',
  state = case a.subject_id when 'api' then 'pending' else 'leased' end
from guardian_alerts a, notification_channels c
where a.id = n.alert_id and c.id = n.channel_id and c.name = 'ops';
update notifications n set created_at = '2026-03-05 11:00+00', state = case a.subject_id when 'api' then 'pending' else 'dead' end
from guardian_alerts a, notification_channels c
where a.id = n.alert_id and c.id = n.channel_id and c.name = 'off';
update notification_channels set enabled = false where name = 'off';
select results_eq(
  $$select * from pg_temp.outbox_metrics() where series ~ '^notifications'$$,
  $$values ('notifications dead', 1::numeric), ('notifications held', 0), ('notifications leased', 1), ('notifications pending', 2)$$,
  'every state is counted'
);
select results_eq(
  $$select value from pg_temp.outbox_metrics() where series = 'oldest_waiting_seconds'$$, array[600::numeric],
  'the oldest of a channel that is on: one that is off keeps its messages as long as it likes'
);
select results_eq(
  $$select value from pg_temp.outbox_metrics() where series = 'next_due_seconds'$$, array[30::numeric], 'the next is due in so long'
);
select results_eq(
  $$select value from pg_temp.outbox_metrics('2026-03-05 12:01+00') where series = 'next_due_seconds'$$, array[-30::numeric],
  'or was due that long ago'
);
update notifications n set held_until = '2026-03-05 12:00:00.000001+00'
from notification_channels c where c.id = n.channel_id and c.name = 'ops' and n.state = 'pending';
update notifications set created_at = '2026-03-05 11:51+00' where state = 'leased';
select results_eq(
  $$select value from pg_temp.outbox_metrics() where series in ('notifications held', 'oldest_waiting_seconds') order by series$$,
  array[1::numeric, 540], 'what a silence holds is counted apart, and does not wait'
);
select results_eq(
  $$select value from pg_temp.outbox_metrics('2026-03-05 12:00:00.000001+00')
    where series in ('notifications held', 'notifications pending') order by series$$, array[0::numeric, 2], 'until it ends'
);

select * from finish();
rollback;
