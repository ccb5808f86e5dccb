-- SMS and WhatsApp hear of a day by its reports, as their priorities say; the digest of the night is for those that wake nobody.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
update tenant_settings set channels = '{dashboard,email,sms,slack,whatsapp}';
insert into notification_channels (name, kind, tenant_id, config) values ('mail', 'email', 'acme', '{"to": ["a@example.com"]}'),
  ('text', 'sms', 'acme', '{"to": "+15550100"}'), ('chat', 'slack', 'acme', '{}'), ('wa', 'whatsapp', 'acme', '{"to": "+15550101"}');
select pg_temp.make_mood_check('mild', 'medium'), pg_temp.make_mood_check('high', 'high'), pg_temp.make_mood_check('urgent', 'high');
-- What each kind was told: the checks by whose results its messages are made.
create function pg_temp.heard(alert_type text) returns setof text language sql as $$
  select format('%s: %s', c.kind, string_agg(r ->> 'checkId', ', ' order by r ->> 'checkId'))
  from notifications n
  join notification_channels c on c.id = n.channel_id
  join guardian_alerts a on a.id = n.alert_id
  cross join lateral jsonb_array_elements(a.details -> 'results') r
  where a.alert_type = heard.alert_type and r -> 'channels' ? c.kind
  group by c.kind order by c.kind;
$$;
select pg_temp.set_mood('acme', 'alert', id => 'mild'), pg_temp.set_mood('acme', 'alert', id => 'high'), pg_temp.set_mood('acme', 'alert', true, 'urgent');
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq($$select pg_temp.heard('tenant-report')$$,
  array['email: high, mild, urgent', 'slack: high, mild, urgent', 'sms: high, urgent', 'whatsapp: urgent'],
  'when they are found, urgent and high ones go out by SMS, urgent ones by WhatsApp');
select is(private.consolidate_tenants('2026-03-02 03:17+00'), 1, 'at night there is a digest');
select results_eq($$select pg_temp.heard('tenant-digest')$$, array['email: high, mild, urgent', 'slack: high, mild, urgent'],
  'in which each kind finds what it hears of, and by which nobody is woken');
select is((select count(*) from notifications n join notification_channels c on c.id = n.channel_id where c.kind in ('sms', 'whatsapp')), 2::bigint,
  'SMS and WhatsApp were told once each');
select results_eq($$select r ->> 'title', r ->> 'message', r -> 'recovered' from guardian_alerts, jsonb_array_elements(details -> 'results') r
    where alert_type = 'tenant-digest' and r ->> 'checkId' = 'urgent'$$,
  $$values ('Mood', 'Mood', 'false'::jsonb)$$, 'a result is as in a report');

select * from finish();
rollback;
