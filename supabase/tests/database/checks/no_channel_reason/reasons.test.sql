-- A tenant that got nothing by a kind of channel is told why.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select is(private.no_channel_reason('acme', 'slack'), 'The tenant has no channel of the kind slack.', 'none of the kind');
insert into notification_channels (name, kind, tenant_id, enabled) values ('Chat', 'slack', 'acme', false);
select is(private.no_channel_reason('acme', 'slack'), 'The channel "Chat" is off.', 'one that somebody switched off');
update notification_channels set disabled_reason = 'The hook is gone.' where name = 'Chat';
select is(private.no_channel_reason('acme', 'slack'), 'The channel "Chat" is off: The hook is gone.', 'one that is off for a reason');
insert into notification_channels (name, kind, tenant_id, min_severity) values ('Pager', 'slack', 'acme', 'critical');
select is(private.no_channel_reason('acme', 'slack'), 'The channel "Pager" does not hear of reports like this one.', 'one whose filter it does not pass');
select is(private.no_channel_reason('acme', 'email'), 'RESEND_API_KEY and RESEND_FROM are not all set.', 'email that cannot be sent');
select private.set_secret(s, 'x') from unnest(array['RESEND_API_KEY', 'RESEND_FROM']) s;
select is(private.no_channel_reason('acme', 'email'), 'No owner of the tenant has a confirmed address.', 'Vault has the secrets');
insert into notification_channels (name, kind, config) values ('Project', 'email', '{"to": ["ops@example.com"]}');
select is(private.no_channel_reason('acme', 'email'), 'No owner of the tenant has a confirmed address.', 'the project''s is not the tenant''s');
update tenants set uses_project_channels = true;
select is(private.no_channel_reason('acme', 'email'), 'The channel "Project" does not hear of reports like this one.', 'but where it uses it');
insert into private.owner_channels (tenant_id) values ('acme');
update tenants set uses_project_channels = false;
select is(private.no_channel_reason('acme', 'email'), 'The channel for email to the tenant''s owners was deleted.', 'one that was deleted');

select * from finish();
rollback;
