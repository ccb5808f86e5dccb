-- What failed for now is tried again after the backoff.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set attempts = 2;
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select clock_timestamp() as started_at into temp started;
select ok((select pg_temp.acknowledge(unit, 'retry') from leased), 'the acknowledgement is taken');
select results_eq(
  $$select state, attempts, lease, http_status, last_error, finished_at from notifications$$,
  $$values ('pending', 3, null::uuid, 500, 'because', null::timestamptz)$$, 'it is pending again, with the reason'
);
select ok(
  (select next_attempt_at between started_at + interval '48 s' and clock_timestamp() + interval '72 s'
   from notifications, started),
  'after the third attempt it waits a minute, give or take 20 %'
);
select results_eq(
  $$select failure_count, last_error, enabled from notification_channels where name = 'ops'$$,
  $$values (1, 'because', true)$$, 'the channel remembers the failure'
);

select * from finish();
rollback;
