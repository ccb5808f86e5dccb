-- Owners and admins of a tenant change, rotate, test and delete its channels; nobody else does.
begin;
select plan(28);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as other
into temp people;
select (create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook') ->> 'id')::uuid as id into temp channels;
grant select on people, channels to authenticated, anon;

-- What a caller who may not is told of each: the same as of a channel that is not there.
create function pg_temp.refusals(who text) returns setof text language plpgsql as $$
begin
  return next throws_ok($q$select update_notification_channel(id, 'mine') from channels$q$, 'PT404', 'channel_not_found',
    who || ' do not change it');
  return next throws_ok($q$select rotate_channel_signing_secret(id) from channels$q$, 'PT404', 'channel_not_found',
    who || ' do not rotate its secret');
  return next throws_ok($q$select send_test_notification(id) from channels$q$, 'PT404', 'channel_not_found', who || ' do not test it');
  update notification_channels set enabled = false where id = (select c.id from channels c);
  delete from notification_channels where id = (select c.id from channels c);
end
$$;
grant execute on all functions in schema pg_temp to authenticated;
select pg_temp.sign_in(member) from people;
select pg_temp.refusals('members');
select pg_temp.sign_in(viewer) from people;
select pg_temp.refusals('viewers');
select pg_temp.sign_in(other) from people;
select pg_temp.refusals('owners of another tenant');
select throws_ok($$select update_notification_channel(gen_random_uuid(), 'mine')$$, 'PT404', 'channel_not_found',
  'as of one that is not there');
select pg_temp.sign_out();
select results_eq($$select name, enabled from notification_channels where source = 'database'$$, $$values ('Ops', true)$$,
  'it is as it was, and neither switched off nor deleted');
select is_empty($$select from notifications$$, 'nothing was sent');

select pg_temp.sign_in(admin) from people;
select lives_ok($$select update_notification_channel(id, 'Pager', 'https://example.com/new') from channels$$, 'admins change it');
select matches(rotate_channel_signing_secret(id), '^whsec_', 'and are shown a new secret') from channels;
select is(send_test_notification(id) -> 'notifications', '1', 'and test it') from channels;
select results_eq($$select event, state from notifications$$, $$values ('test', 'pending')$$, 'and see the message');
select throws_ok($$select send_test_notification(id) from channels$$, 'PT429', 'test_throttled', 'once in ten seconds');
select pg_temp.sign_in(viewer) from people;
select results_eq($$select event, state from notifications$$, $$values ('test', 'pending')$$, 'which viewers see as well');
select pg_temp.sign_in(other) from people;
select is_empty($$select from notifications$$, 'and another tenant does not');
select is_empty($$select from guardian_alerts$$, 'nor the alert');

select pg_temp.sign_in(owner) from people;
select lives_ok($$select update_notification_channel(id, p_enabled => false) from channels$$, 'owners change it');
select throws_ok($$select send_test_notification(id) from channels$$, '22023', 'channel_inactive', 'what is off is not tested');
select matches(rotate_channel_signing_secret(id), '^whsec_', 'and rotate its secret') from channels;
select pg_temp.sign_out();
select is(private.get_secret('heartbase_channel_' || id || '_destination'), 'https://example.com/new', 'the destination is the new one')
from channels;
select pg_temp.sign_in(owner) from people;
delete from notification_channels;
select pg_temp.sign_out();
select is_empty($$select from notification_channels where source = 'database'$$, 'owners delete it');
select is_empty($$select from vault.secrets where name like 'heartbase\_channel\_%'$$, 'and its secrets go with it');
select results_eq($$select state, last_error from notifications$$, $$values ('cancelled', 'The channel was deleted.')$$,
  'as does what waited for it');

select pg_temp.as_service_role();
select lives_ok($$
  select update_notification_channel((create_tenant_channel('acme', 'Mail', 'email', null, '{"to": ["a@example.com"]}') ->> 'id')::uuid,
    p_config => '{"to": ["b@example.com"]}')
$$, 'the service role changes any');

select * from finish();
rollback;
