-- Messages leave within ten minutes, and a channel that let one die has taken another since.
begin;
select plan(12);
select pg_temp.start_empty();

create function pg_temp.answer() returns text language sql as $$
  select coalesce(a ->> 'error', case when (a -> 'ok')::boolean then 'ok' end) from private.probe_outbox('2026-03-02 12:00+00') a;
$$;
select is(
  private.probe_outbox('2026-03-02 12:00+00'),
  '{"ok": true, "error": null, "details": {"waiting": 0, "oldest_seconds": null, "dead_last_day": 0}}'::jsonb, 'an empty outbox'
);
select pg_temp.make_channel('ops') as id into temp channel;
select pg_temp.make_alert('api');
update notifications set created_at = '2026-03-02 11:50+00';
select is(pg_temp.answer(), 'ok', 'a message of ten minutes');
update notifications set created_at = '2026-03-02 11:49:59+00', state = 'leased';
select is(pg_temp.answer(), 'A message has waited for 601 s.', 'an older one, tried or not');
update notification_channels set enabled = false;
select is(pg_temp.answer(), 'ok', 'a channel that is off is waited for');
update notification_channels set enabled = true where id = (select id from channel);
update notifications set state = 'pending', held_until = '2026-03-02 12:00:00.000001+00';
select is(pg_temp.answer(), 'ok', 'one that a silence holds does not count');
update notifications set held_until = '2026-03-02 11:49:59+00';
select is(pg_temp.answer(), 'A message has waited for 601 s.', 'until ten minutes after its end');
update notifications set event = 'test';
select is(pg_temp.answer(), 'ok', 'a test message does not count');
update notifications set event = 'opened', state = 'dead', finished_at = '2026-03-02 11:00+00';
select is(pg_temp.answer(), '1 messages died, and their channels have taken none since.', 'a message that died');
update notification_channels set last_success_at = '2026-03-02 10:59+00';
select is(pg_temp.answer(), '1 messages died, and their channels have taken none since.', 'what its channel took before does not help');
update notification_channels set last_success_at = '2026-03-02 11:01+00';
select is(pg_temp.answer(), 'ok', 'what it took since does');
update notification_channels set last_success_at = null;
update notifications set finished_at = '2026-03-01 12:00+00';
select is(pg_temp.answer(), 'ok', 'a day later it is history');
update notifications set finished_at = '2026-03-01 12:00:01+00', event = 'test';
select is(pg_temp.answer(), 'ok', 'a test message that died does not count');

select * from finish();
rollback;
