-- A silence holds from the instant that it starts, and not at the instant that it ends.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_silence('coming', now() + interval '1 hour', now() + interval '1 microsecond'),
  pg_temp.make_silence('starting', now() + interval '1 hour', now()),
  pg_temp.make_silence('ending', now() + interval '1 microsecond', now() - interval '1 hour'),
  pg_temp.make_silence('ended', now(), now() - interval '1 hour');
select pg_temp.make_alert('coming'), pg_temp.make_alert('starting'), pg_temp.make_alert('ending'), pg_temp.make_alert('ended');
select results_eq(
  $$select * from pg_temp.held()$$, array['ops: opened ending for 00:00:00.000001', 'ops: opened starting for 01:00:00'],
  'on both sides of both instants'
);
select is(
  pg_temp.lease((select id from notification_channels where name = 'ops'), now()) -> 'count', '1'::jsonb, 'of the others one is sent'
);
select is(
  (select count(*) from notifications where state = 'pending' and next_attempt_at <= now()), 1::bigint, 'and one is due'
);
select is((select min(held_until) from notifications), now() + interval '1 microsecond', 'what is held is due at the end exactly');

select * from finish();
rollback;
