-- A lease moves the channel's next message on.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops', 'slack') as ops_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 5) n;
update notifications set next_attempt_at = '2026-03-01 12:00+00';
create function pg_temp.next_send(seconds int) returns interval language plpgsql as $$
begin
  perform pg_temp.lease(ops_id, '2026-03-01 12:00+00'::timestamptz + seconds * interval '1 second') from channels;
  return (select next_send_at - '2026-03-01 12:00+00' from notification_channels where name = 'ops');
end
$$;
select results_eq(
  $$select pg_temp.next_send(n) from generate_series(0, 4) n$$,
  array['1 s', '2 s', '3 s', '4 s', '14 s']::interval[],
  'Slack gets one a second, and ten seconds of rest after the fifth of a minute'
);
select is((select burst_count from notification_channels where name = 'ops'), 5, 'the minute''s messages are counted');
select pg_temp.make_alert('b');
update notifications set next_attempt_at = '2026-03-01 12:00+00' where state = 'pending';
select is(pg_temp.next_send(60), interval '61 s', 'a minute after the first the count begins anew');
select results_eq(
  $$select burst_count, burst_started_at from notification_channels where name = 'ops'$$,
  $$values (1, timestamptz '2026-03-01 12:01+00')$$, 'with that message'
);

select * from finish();
rollback;
