-- The channel to a tenant's owners follows who they are and what their addresses are.
begin;
select plan(15);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme', 'brand'), pg_temp.make_tenant('other', 'brand');
select pg_temp.make_member('acme', 'owner') as first, pg_temp.make_member('acme', 'admin') as second, pg_temp.make_member('other', 'owner') as other
into temp people;
update auth.users u set email = p.name || '@example.com', email_confirmed_at = now()
from people, lateral (values (first, 'first'), (second, 'second'), (other, 'other')) p(id, name)
where u.id = p.id;
grant select on people to authenticated;
update private.channel_kinds set can_send = true where kind = 'email';
select private.make_owner_channels();
create function pg_temp.reached() returns setof text language sql as $$
  select format('%s %s %s', tenant_id, coalesce((select string_agg(t, ', ') from jsonb_array_elements_text(config -> 'to') t), 'nobody'),
    case when enabled then 'on' else coalesce(disabled_reason, 'off') end)
  from notification_channels where source = 'owners' order by tenant_id;
$$;
select results_eq('select * from pg_temp.reached()', array['acme first@example.com on', 'other other@example.com on'], 'each has its own');

select pg_temp.sign_in(first) from people;
update tenant_members set role = 'owner' where user_id = (select second from people);
select pg_temp.sign_out();
select results_eq('select * from pg_temp.reached()', array['acme first@example.com, second@example.com on', 'other other@example.com on'],
  'who becomes an owner is written to');
select pg_temp.sign_in(first) from people;
delete from tenant_members where user_id = (select first from people);
select pg_temp.sign_out();
select results_eq('select * from pg_temp.reached()', array['acme second@example.com on', 'other other@example.com on'],
  'who leaves is not');

update auth.users set email = 'moved@example.com' where id = (select second from people);
select pg_temp.make_alert('job') as alert_id into temp alerts;
insert into notifications (alert_id, channel_id, event) select alert_id, c.id, 'opened' from alerts, notification_channels c where tenant_id = 'acme';
select is(claim_notifications(null) #> '{units,0,channel,config}', '{"to": ["moved@example.com"]}', 'a message goes to the address of now');
select results_eq('select * from pg_temp.reached()', array['acme moved@example.com on', 'other other@example.com on'], 'which the channel has from then on');

update auth.users set email_confirmed_at = null where id = (select second from people);
select private.refresh_owner_channels('{acme,other}');
select results_eq('select * from pg_temp.reached()', array['acme nobody No owner of the tenant has a confirmed address.', 'other other@example.com on'],
  'without a confirmed address it is off, and names nobody');
update notification_channels set enabled = true where tenant_id = 'acme';
select private.refresh_owner_channels('{acme,other}');
select results_eq('select * from pg_temp.reached()', array['acme nobody No owner of the tenant has a confirmed address.', 'other other@example.com on'],
  'also when somebody switches it on');
update auth.users set email_confirmed_at = now() where id = (select second from people);
select private.refresh_owner_channels('{acme,other}');
select results_eq('select * from pg_temp.reached()', array['acme moved@example.com on', 'other other@example.com on'], 'and on with one');
update notification_channels set enabled = false where tenant_id = 'acme';
update auth.users set email = 'again@example.com' where id = (select second from people);
select private.refresh_owner_channels('{acme,other}');
select results_eq('select * from pg_temp.reached()', array['acme again@example.com off', 'other other@example.com on'],
  'one that somebody switched off stays off');
update auth.users set email_confirmed_at = null where id = (select second from people);
select private.refresh_owner_channels('{acme,other}');
update auth.users set email_confirmed_at = now() where id = (select second from people);
select private.refresh_owner_channels('{acme,other}');
select results_eq('select * from pg_temp.reached()', array['acme again@example.com off', 'other other@example.com on'], 'whatever comes and goes');

select throws_ok($$select update_notification_channel(id, p_config => '{"to": ["x@example.com"]}') from notification_channels where tenant_id = 'other'$$,
  '22023', 'owners_channel', 'where it goes is not for changing');
select pg_temp.sign_in(other) from people;
select lives_ok($$select update_notification_channel(id, 'Letters', p_min_severity => 'critical') from notification_channels where tenant_id = 'other'$$,
  'its name and what it hears are the owner''s');
delete from notification_channels where tenant_id = 'other';
select pg_temp.sign_out();
select results_eq('select * from pg_temp.reached()', array['acme again@example.com off'], 'who also deletes it');
select is(private.make_owner_channels(), 0, 'for good');
delete from tenants where id = 'acme';
select is_empty('select * from pg_temp.reached()', 'with the tenant it goes');

select * from finish();
rollback;
