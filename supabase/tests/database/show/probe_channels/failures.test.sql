-- A kind of channel fails when one of it has failed three times in a row.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('a') as a, pg_temp.make_channel('b') as b, pg_temp.make_channel('mail', 'email') as mail into temp channels;
update notification_channels set failure_count = 2, last_error = 'HTTP 500' from channels where id = a;
select is(
  private.probe_channels('webhook'),
  '{"ok": true, "error": null, "details": {"channels": 2, "failing": 0, "failures": 2}}'::jsonb, 'twice is what retries are for'
);
update notification_channels set failure_count = 3 from channels where id = a;
select is(
  private.probe_channels('webhook'),
  '{"ok": false, "error": "1 of 2 channels fail: HTTP 500", "details": {"channels": 2, "failing": 1, "failures": 3}}'::jsonb,
  'three times is not'
);
select is(private.probe_channels('email') -> 'ok', 'true', 'another kind has nothing to do with it');
update notification_channels set enabled = false from channels where id = a;
select is(private.probe_channels('webhook') -> 'ok', 'true', 'nor has a channel that is off');

select * from finish();
rollback;
