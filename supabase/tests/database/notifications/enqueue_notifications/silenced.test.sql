-- Of an alert under a silence everything is written as ever, but waits until the silence ends.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_channel('chat'), pg_temp.make_channel('ops');
select pg_temp.make_silence('api') as id into temp silence;
select pg_temp.make_alert('api'), pg_temp.make_alert('site');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['chat: opened api pending', 'chat: opened site pending', 'ops: opened api pending', 'ops: opened site pending'],
  'every channel has its message'
);
select results_eq(
  $$select * from pg_temp.held()$$, array['chat: opened api for 01:00:00', 'ops: opened api for 01:00:00'],
  'those about the silenced alert are held'
);
select is((select array_agg(distinct held_by) from notifications where held_by is not null), (select array[id] from silence), 'by it');
select results_eq(
  $$select u -> 'notifications' -> 0 -> 'alert' ->> 'subject_id' from jsonb_array_elements(claim_notifications() -> 'units') u$$,
  array['site', 'site'], 'and are not sent'
);
update guardian_alerts set reminder_count = 1 where subject_id = 'site';
select is(
  (select count(*) from notifications where event = 'reminder' and held_until is null), 2::bigint, 'others are reminded of as ever'
);
select send_test_notification();
select is((select count(*) from notifications where event = 'test' and held_until is not null), 0::bigint, 'a test passes');
update silences set subject_id = null;
select send_test_notification();
select is((select count(*) from notifications where event = 'test' and held_until is not null), 0::bigint, 'also under a silence of everything');

select * from finish();
rollback;
