-- Who heard of the trouble hears of its end in spite of a silence; who did not, hears of neither.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('told'), pg_temp.make_alert('reminded');
update notifications set state = 'delivered', attempts = 1;
select pg_temp.make_silence();
update guardian_alerts set reminder_count = 1 where subject_id = 'reminded';
select pg_temp.make_alert('untold');
update guardian_alerts set resolved_at = now();
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened reminded delivered', 'ops: opened told delivered', 'ops: opened untold cancelled',
    'ops: reminder 1 reminded cancelled', 'ops: resolved reminded pending', 'ops: resolved told pending'],
  'told: its end; untold: nothing'
);
select is_empty($$select * from pg_temp.held()$$, 'recoveries are not held');
select is(
  (select count(*) from jsonb_array_elements(claim_notifications() -> 'units') u where u -> 'counts' -> 'resolved' = '1'), 1::bigint,
  'but sent at once'
);
update silences set ends_at = now();
select is((select count(*) from notifications where state = 'pending' and event <> 'resolved'), 0::bigint, 'and nothing comes after it');

select * from finish();
rollback;
