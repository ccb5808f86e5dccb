-- A tenant that wants email and has no channel for it gets one to its owners, where messages can be sent.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_tenant(t, 'brand') from unnest(array['acme', 'bare', 'mailed', 'quiet']) t;
select pg_temp.make_mood_check();
update tenant_settings set enabled_checks = '{mood}', active_start_hour = null, active_end_hour = null;
update tenant_settings set channels = '{dashboard}' where tenant_id = 'quiet';
select pg_temp.make_member(t, 'owner') from unnest(array['acme', 'bare', 'mailed', 'quiet']) t;
update auth.users u set email = m.tenant_id || '@example.com', email_confirmed_at = case when m.tenant_id <> 'bare' then now() end
from tenant_members m where m.user_id = u.id;
select pg_temp.make_member('acme', r) from unnest(array['owner', 'admin']) r;
update auth.users set email_confirmed_at = now() where email like 'admin%';
insert into notification_channels (name, kind, tenant_id, config) values ('Mail', 'email', 'mailed', '{"to": ["ops@example.com"]}');
select pg_temp.set_mood(t, 'alert') from unnest(array['acme', 'bare', 'mailed', 'quiet']) t;

select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq($$select tenant_id, source from notification_channels where tenant_id is not null$$, $$values ('mailed', 'database')$$,
  'none while there is nothing to send by');
select results_eq(
  $$select tenant_id, outcome, reason from heartbeat_notifications where channel = 'email' order by 1$$,
  $$values ('acme', 'no_channel', 'RESEND_API_KEY and RESEND_FROM are not all set.'),
    ('bare', 'no_channel', 'RESEND_API_KEY and RESEND_FROM are not all set.'), ('mailed', 'queued', null)$$,
  'which is said'
);

-- A claim's clock is the server's.
update heartbeat_notifications set created_at = now();
select claim_notifications('{"email": false, "sends": ["email"]}');
select results_eq(
  $$select name, kind, config, enabled from notification_channels where source = 'owners'$$,
  $$values ('Email to the owners', 'email', '{"to": ["acme@example.com"]}'::jsonb, true)$$,
  'once there is, the tenant with a confirmed owner has one, to them and to nobody else'
);
select is((select min_severity from notification_channels where source = 'owners'), 'info', 'which hears everything');
select results_eq($$select n.event, c.tenant_id, n.state from notifications n join notification_channels c on c.id = n.channel_id order by 2$$,
  $$values ('opened', 'acme', 'leased'), ('opened', 'mailed', 'leased')$$, 'it is told at once what nobody was told');
select results_eq(
  $$select h.outcome, h.reason, n.state from heartbeat_notifications h join notifications n on n.id = h.notification_id
    where h.tenant_id = 'acme' and h.channel = 'email'$$,
  $$values ('queued', null::text, 'leased')$$, 'and the record says so'
);

update auth.users set email_confirmed_at = now() where email = 'bare@example.com';
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq(
  $$select c.tenant_id, c.config ->> 'to', count(n.*) from notification_channels c left join notifications n on n.channel_id = c.id
    where c.source = 'owners' group by 1, 2 order by 1$$,
  $$values ('acme', '["acme@example.com"]', 1::bigint), ('bare', '["bare@example.com"]', 1)$$,
  'an owner who confirms later is told by the next look, and the other nothing twice'
);

delete from notification_channels where tenant_id = 'acme';
select pg_temp.set_mood('acme', 'alert', true);
select pg_temp.run_due('2026-03-01 14:00+00');
select is_empty($$select from notification_channels where tenant_id = 'acme'$$, 'one that was deleted is not made again');
select is((select reason from heartbeat_notifications where tenant_id = 'acme' and channel = 'email' and outcome = 'no_channel'),
  'The channel for email to the tenant''s owners was deleted.', 'which is said');

select lives_ok($$
  insert into tenants (id, name, role, created_at, uses_project_channels) values ('shared', 'Shared', 'brand', '2026-01-01', true);
  insert into notification_channels (name, kind, config) values ('Project', 'email', '{"to": ["ops@example.com"]}');
  insert into tenant_members (tenant_id, user_id, role) select 'shared', user_id, 'owner' from tenant_members where tenant_id = 'bare';
$$, 'a tenant that uses the project''s channels');
select is(private.make_owner_channels(array['shared']), 0, 'needs none while the project has one');

select * from finish();
rollback;
