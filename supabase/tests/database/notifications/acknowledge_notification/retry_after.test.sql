-- What a destination asks for is respected, up to a day.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
-- Whether the wait is within bounds: the instant of the acknowledgement lies between those before and after it.
create function pg_temp.waits(retry_after numeric, shortest interval, longest interval) returns boolean language plpgsql as $$
declare
  v_before timestamptz;
begin
  update public.notifications set attempts = 0, state = 'pending', next_attempt_at = '-infinity';
  update public.notification_channels set next_send_at = '-infinity';
  v_before := clock_timestamp();
  perform pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry', waits.retry_after) from channels;
  return (
    select n.next_attempt_at between v_before + waits.shortest and clock_timestamp() + waits.longest from public.notifications n
  );
end
$$;
select ok(pg_temp.waits(60, '60 s', '60 s'), 'a longer wait than the backoff is respected');
select is(
  (select next_send_at from notification_channels where name = 'ops'), (select next_attempt_at from notifications),
  'for the whole channel'
);
select ok(pg_temp.waits(1, '4 s', '6 s'), 'a shorter one does not shorten the backoff');
select ok(pg_temp.waits(1e9, '1 day', '1 day'), 'a longer one than a day is a day');
select ok(pg_temp.waits('NaN', '4 s', '1 day'), 'a wait that is no number is a day at most');
select ok(pg_temp.waits(-5, '4 s', '6 s'), 'a negative one counts as none');

select * from finish();
rollback;
