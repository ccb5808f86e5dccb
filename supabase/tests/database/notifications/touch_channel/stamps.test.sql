-- A channel is stamped when somebody changes it, and not by its own traffic.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
update notification_channels set updated_at = '2026-03-01' where name = 'ops';
update notification_channels set failure_count = 3, last_error = 'x', enabled = enabled where name = 'ops';
select is((select updated_at from notification_channels where name = 'ops'), '2026-03-01', 'a failed attempt is no change');
update notification_channels set min_severity = 'warning' where name = 'ops';
select is((select updated_at from notification_channels where name = 'ops'), now(), 'another severity is');
update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where name = 'ops';
select is(
  (select disabled_reason from notification_channels where name = 'ops'), 'HTTP 410', 'the system says why it switched it off'
);
update notification_channels set enabled = true where name = 'ops';
select is(
  (select disabled_reason from notification_channels where name = 'ops'), null, 'the reason is gone once it is on again'
);

select * from finish();
rollback;
