-- Owners and admins of a tenant make its channels, so many.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'admin') as admin, pg_temp.make_member('acme', 'member') as member into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(member) from people;
select throws_ok($$select create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook')$$, '42501',
  'not_an_admin_of_the_tenant', 'members do not');
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select matches(create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook') ->> 'signing_secret', '^whsec_',
  'admins do, and are shown the secret');
select results_eq($$select name, tenant_id, owner_id from notification_channels$$, $$values ('Ops', 'acme', null::uuid)$$,
  'it is the tenant''s');
select throws_ok($$select create_tenant_channel('other', 'Ops', 'webhook', 'https://example.com/hook')$$, '42501',
  'not_an_admin_of_the_tenant', 'not for another tenant');
select throws_ok($$select create_tenant_channel('acme', 'Ops', 'webhook', 'nowhere')$$, '22023', 'invalid_destination',
  'with the errors of other channels');
select lives_ok($$select create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook') from generate_series(1, 19)$$,
  'twenty of them');
select throws_ok($$select create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook')$$, 'PT409', 'too_many_channels',
  'and no more');
select throws_ok($$select create_tenant_channel('acme', 'Mail', 'email', null, '{"to": ["a@example.com"]}')$$, 'PT409', 'too_many_channels', 'of any kind');
delete from notification_channels;
select throws_ok($$select create_tenant_channel('acme', 'Mail', 'email', null, '{"to": ["a@example.com"]}')$$, '42501',
  'channel_kind_not_allowed', 'not one that mails in the name of the project');
select pg_temp.as_service_role();
select lives_ok($$select create_tenant_channel('acme', 'Mail', 'email', null, '{"to": ["a@example.com"]}')$$, 'that is for the project to make');
select throws_ok($$select create_tenant_channel('nobody', 'Ops', 'webhook', 'https://example.com/hook')$$, 'PT404', 'tenant_not_found',
  'not for a tenant that is not there');
select pg_temp.sign_in_as_anon();
select throws_ok($$select create_tenant_channel('acme', 'Ops', 'webhook', 'https://example.com/hook')$$, '42501', null, 'anon does not');

select * from finish();
rollback;
