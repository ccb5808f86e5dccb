-- A channel that is off is not tested, and says why it is off.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('off') as off_id, pg_temp.make_channel('gone') as gone_id into temp channels;
update notification_channels set enabled = false where name = 'off';
update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where name = 'gone';
create function pg_temp.detail_of(channel_id uuid) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform send_test_notification(channel_id);
  return null;
exception
  when sqlstate '22023' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return sqlerrm || ': ' || v_detail;
end
$$;
select is(
  (select pg_temp.detail_of(gone_id) from channels), 'channel_inactive: HTTP 410', 'one that the system switched off'
);
select is(
  (select pg_temp.detail_of(off_id) from channels), 'channel_inactive: The channel is switched off.', 'one that somebody did'
);
select is_empty($$select * from notifications$$, 'nothing was enqueued');

select * from finish();
rollback;
