-- What a destination asks for is respected, up to a day.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
create function pg_temp.wait_after(retry_after numeric) returns interval language plpgsql as $$
begin
  update public.notifications set attempts = 0, state = 'pending', next_attempt_at = '-infinity';
  update public.notification_channels set next_send_at = '-infinity';
  perform pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry', wait_after.retry_after) from channels;
  return (select next_attempt_at - clock_timestamp() from public.notifications);
end
$$;
select ok(pg_temp.wait_after(60) between '59 s' and '60 s', 'a longer wait than the backoff is respected');
select ok(
  (select next_send_at - clock_timestamp() between '59 s' and '60 s' from notification_channels where name = 'ops'),
  'for the whole channel'
);
select ok(pg_temp.wait_after(1) between '3 s' and '6 s', 'a shorter one does not shorten the backoff');
select ok(pg_temp.wait_after(1e9) between '23:59:58' and '24:00:00', 'a longer one than a day is a day');
select ok(pg_temp.wait_after('NaN') <= '24:00:00', 'a wait that is no number is a day at most');
select ok(pg_temp.wait_after(-5) between '3 s' and '6 s', 'a negative one counts as none');

select * from finish();
rollback;
