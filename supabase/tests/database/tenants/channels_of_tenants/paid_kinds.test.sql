-- A channel that writes in the project's name goes where the project says: whoever it belongs to may name, filter and stop it.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_member('acme', 'owner') as owner into temp people;
select (create_tenant_channel('acme', 'Mail', 'email', null, '{"to": ["a@example.com"]}') ->> 'id')::uuid as tenant_mail,
  (create_notification_channel('Mail', 'email', null, '{"to": ["a@example.com"]}', p_owner_id => owner) ->> 'id')::uuid as own_mail
into temp channels from people;
grant select on people, channels to authenticated, service_role;

select pg_temp.sign_in(owner) from people;
select throws_ok($$select update_notification_channel(tenant_mail, p_config => '{"to": ["b@example.com"]}') from channels$$, '42501',
  'channel_kind_not_allowed', 'an owner of the tenant does not write to somebody else by it');
select throws_ok($$select update_notification_channel(own_mail, p_config => '{"to": ["b@example.com"]}') from channels$$, '42501',
  'channel_kind_not_allowed', 'nor a user by a channel that was made for them');
select lives_ok($$select update_notification_channel(tenant_mail, 'Letters', p_min_severity => 'critical') from channels$$,
  'they name it and say what it hears');
select lives_ok($$select update_notification_channel(tenant_mail, p_enabled => false) from channels$$, 'and switch it off');
select results_eq($$select name, min_severity, enabled, config from notification_channels c join channels on c.id = tenant_mail$$,
  $$values ('Letters', 'critical', false, '{"to": ["a@example.com"]}'::jsonb)$$, 'so it is');
select lives_ok($$select send_test_notification(own_mail) from channels$$, 'they test it');
select pg_temp.as_service_role();
select lives_ok($$select update_notification_channel(tenant_mail, p_config => '{"to": ["b@example.com"]}') from channels$$,
  'the project says where it goes');

select * from finish();
rollback;
