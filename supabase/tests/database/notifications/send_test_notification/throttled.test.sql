-- A channel takes one test in ten seconds, and none while it has to wait.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
create function pg_temp.answer_of(channel_id uuid) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform send_test_notification(channel_id);
  return 'sent';
exception
  when sqlstate 'PT429' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return sqlerrm || ' ' || substring(v_detail from '\d+');
end
$$;
select is((select pg_temp.answer_of(ops_id) from channels), 'sent', 'the first test is taken');
select is((select pg_temp.answer_of(ops_id) from channels), 'test_throttled 10', 'a second is not');
select is((select pg_temp.answer_of(spare_id) from channels), 'sent', 'another channel has its own');
update notification_channels set last_test_at = now() - interval '9.999999 seconds' where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'test_throttled 1', 'nor just before ten seconds are over');
update notification_channels set last_test_at = now() - interval '10 seconds' where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'sent', 'at ten seconds it is');

update notification_channels set last_test_at = null, cooldown_until = now() + interval '42.5 seconds' where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'test_throttled 43', 'a channel that cools down is not tested');
update notification_channels set cooldown_until = now() where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'sent', 'at the end of its cooldown it is');

update notification_channels set last_test_at = null, next_send_at = now() + interval '5.000001 seconds' where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'test_throttled 6', 'nor one whose destination asked for a wait');
update notification_channels set next_send_at = now() + interval '5 seconds' where name = 'ops';
select is((select pg_temp.answer_of(ops_id) from channels), 'sent', 'up to five seconds the sender waits');
select is((select count(*) from notifications where event = 'test'), 5::bigint, 'what was refused left no message behind');
select lives_ok($$select send_test_notification()$$, 'a test of all channels of the project is never refused');

select * from finish();
rollback;
