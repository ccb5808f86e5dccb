-- What somebody switched off, or is gone, stays off.
begin;
select plan(3);
select pg_temp.start_empty();

select private.sync_environment_channels('{"slack": true, "email": true}');
update notification_channels set enabled = false where kind = 'slack';
update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where kind = 'email';
select private.sync_environment_channels('{"slack": true, "email": true}');
select is_empty($$select * from notification_channels where enabled$$, 'its secrets do not switch it on');
select results_eq(
  $$select disabled_reason from notification_channels where source = 'environment' and kind in ('email', 'slack') order by kind$$, array['HTTP 410', null],
  'the reason stays'
);
update notification_channels set enabled = true where kind = 'email';
select private.sync_environment_channels('{"slack": true, "email": true}');
select results_eq(
  $$select kind, disabled_reason from notification_channels where enabled$$, $$values ('email', null)$$,
  'somebody who switches it on does'
);

select * from finish();
rollback;
