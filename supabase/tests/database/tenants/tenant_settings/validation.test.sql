-- Settings that could not be followed are refused, with an error that names them.
begin;
select plan(30);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

select throws_ok($$update tenant_settings set interval_minutes = 4$$, '22023', 'invalid_interval_minutes', 'less than 5 minutes');
select lives_ok($$update tenant_settings set interval_minutes = 5$$, '5 minutes');
select lives_ok($$update tenant_settings set interval_minutes = 1440$$, 'a day');
select throws_ok($$update tenant_settings set interval_minutes = 1441$$, '22023', 'invalid_interval_minutes', 'more than a day');
select throws_ok($$update tenant_settings set interval_minutes = null$$, '22023', 'invalid_interval_minutes', 'no interval');
select throws_ok($$update tenant_settings set active_start_hour = 7$$, '22023', 'invalid_hours', 'a start without an end');
select throws_ok($$update tenant_settings set quiet_end_hour = 7$$, '22023', 'invalid_hours', 'an end without a start');
select throws_ok($$update tenant_settings set active_start_hour = -1, active_end_hour = 7$$, '22023', 'invalid_hours', 'an hour before 0');
select throws_ok($$update tenant_settings set active_start_hour = 24, active_end_hour = 7$$, '22023', 'invalid_hours', 'a start at 24');
select throws_ok($$update tenant_settings set quiet_start_hour = 1, quiet_end_hour = 25$$, '22023', 'invalid_hours', 'an end after 24');
select lives_ok($$update tenant_settings set active_start_hour = 0, active_end_hour = 24$$, 'from 0 to 24');
select lives_ok($$update tenant_settings set quiet_start_hour = 23, quiet_end_hour = 0$$, 'over midnight');
select throws_ok($$update tenant_settings set timezone = 'Mars/Olympus'$$, '22023', 'invalid_timezone', 'a zone that is not known');
select throws_ok($$update tenant_settings set timezone = 'FOO5'$$, '22023', 'invalid_timezone', 'one that only reads like one');
select throws_ok($$update tenant_settings set timezone = null$$, '22023', 'invalid_timezone', 'no zone');
select lives_ok($$update tenant_settings set timezone = 'Europe/Berlin'$$, 'one that is known');
select throws_ok($$update tenant_settings set channels = '{dashboard,fax}'$$, '22023', 'invalid_channels', 'a channel that is not known');
select throws_ok($$update tenant_settings set channels = null$$, '22023', 'invalid_channels', 'no list of channels');
select lives_ok($$update tenant_settings set channels = '{}'$$, 'an empty one');
select throws_ok($$update tenant_settings set enabled_checks = '{Bad Id}'$$, '22023', 'invalid_enabled_checks', 'what is no id');
select throws_ok($$update tenant_settings set enabled_checks = '{a,null}'$$, '22023', 'invalid_enabled_checks', 'null as an id');
update tenant_settings set channels = '{slack,dashboard,slack}';
select is((select channels from tenant_settings), '{slack,dashboard}', 'a channel that is named twice counts once');
select lives_ok($$update tenant_settings set enabled_checks = '{later}'$$, 'the id of a check that may come later');
select throws_ok($$update tenant_settings set priority_overrides = '{"a": "top"}'$$, '22023', 'invalid_priority_overrides', 'no priority');
select throws_ok($$update tenant_settings set priority_overrides = '["a"]'$$, '22023', 'invalid_priority_overrides', 'no object');
select lives_ok($$update tenant_settings set priority_overrides = '{"a": "urgent"}'$$, 'an object of priorities');
select throws_ok($$update tenant_settings set disabled_remediations = '{Bad Id}'$$, '22023', 'invalid_disabled_remediations', 'what is no id of a check');
select throws_ok($$update tenant_settings set disabled_remediations = '{a,null}'$$, '22023', 'invalid_disabled_remediations', 'null as one');
select lives_ok($$update tenant_settings set disabled_remediations = '{later}'$$, 'the id of a check that may come later');
select throws_ok(
  $$insert into tenant_roles (role, title, timezone) values ('odd', 'Odd', 'Mars/Olympus')$$, '22023', 'invalid_timezone',
  'a role''s defaults are held to the same'
);

select * from finish();
rollback;
