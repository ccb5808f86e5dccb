-- What a kind of channel hears of is said by priority: the environment's SMS channel hears of what is urgent or high, its WhatsApp channel
-- of what is urgent, and both of the end of it, though other alerts must be critical for them. A severity that somebody chose counts.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
update tenants set uses_project_channels = true;
update tenant_settings set channels = '{dashboard,sms,whatsapp,slack}';
update notification_channels set enabled = true where source = 'environment' and kind in ('sms', 'whatsapp');
select results_eq($$select kind, min_severity from notification_channels where enabled order by 1$$,
  $$values ('sms', 'critical'), ('whatsapp', 'critical')$$, 'the defaults of both');
insert into notification_channels (name, kind, tenant_id, min_severity) values ('chosen', 'slack', 'acme', 'critical');
select pg_temp.make_mood_check('high', 'high'), pg_temp.make_mood_check('mild', 'medium');
create function pg_temp.heard() returns setof text language sql as $$
  with heard as (delete from notifications returning channel_id)
  select c.kind from heard n join notification_channels c on c.id = n.channel_id order by 1;
$$;

select pg_temp.set_mood('acme', 'warning', id => 'high');
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq('select * from pg_temp.heard()', array['sms'], 'a warning that is high goes out by SMS, and not by WhatsApp or where critical was chosen');
select pg_temp.set_mood('acme', 'warning', id => 'mild');
select pg_temp.run_due('2026-03-01 13:00+00');
select is_empty('select * from pg_temp.heard()', 'a mild one wakes nobody');
select pg_temp.set_mood('acme', 'alert', true, 'high');
select pg_temp.run_due('2026-03-01 14:00+00');
select results_eq('select * from pg_temp.heard()', array['slack', 'sms', 'whatsapp'], 'one that is urgent goes to all');
select pg_temp.set_mood('acme', 'fine', id => 'high');
select pg_temp.run_due('2026-03-01 15:00+00');
select results_eq('select * from pg_temp.heard()', array['slack', 'sms', 'whatsapp'], 'who heard of it hears of its end');
select results_eq(
  $$select severity, details ->> 'gravest_severity' from guardian_alerts where detected_at = '2026-03-01 15:00+00'$$,
  $$values ('info', 'critical')$$, 'which is itself nothing grave'
);

update notification_channels set min_severity = 'warning' where kind = 'whatsapp';
select pg_temp.make_alert('api', severity => 'warning');
select results_eq('select * from pg_temp.heard()', array['whatsapp'], 'any other alert is for those whose severity it has');

select * from finish();
rollback;
