-- From three checks that are urgent or on alert, a tenant gets a digest.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('calm'), pg_temp.make_tenant('paused');
update tenant_settings set channels = '{dashboard,webhook,sms,slack}';
insert into notification_channels (name, kind, tenant_id) values ('hook', 'webhook', 'acme'), ('mail', 'email', 'acme'), ('calm', 'webhook', 'calm');
select pg_temp.make_mood_check('c' || n) from generate_series(1, 4) n;
select pg_temp.set_mood(t, 'alert', id => 'c' || n) from unnest(array['acme', 'calm', 'paused']) t, generate_series(1, 2) n;
select pg_temp.set_mood(t, 'alert', true, 'c4') from unnest(array['acme', 'paused']) t;
select pg_temp.set_mood('calm', 'warning', id => 'c3');
select pg_temp.run_due('2026-03-01 12:00+00');
delete from notifications;
delete from guardian_alerts;
update tenants set paused = true where id = 'paused';
select is(private.consolidate_tenants('2026-03-02 03:17+00'), 1, 'two are too few, and who is paused is left alone');
select results_eq(
  $$select subject_kind, subject_id, tenant_id, alert_type, severity, message, resolved_at from guardian_alerts$$,
  $$values ('tenant', 'acme', 'acme', 'tenant-digest', 'critical', 'Acme: 3 checks needed attention in the last 24 hours: Mood, Mood, Mood.',
    timestamptz '2026-03-02 03:17+00')$$, 'one alert, over as it begins'
);
select is((select details - 'results' from guardian_alerts),
  '{"day": "2026-03-02", "channel_kinds": ["slack", "webhook"], "counts": {"urgent": 1, "high": 0, "medium": 2, "low": 0}, "more": 0}',
  'for those of the tenant''s channels that wake nobody');
select results_eq($$select r ->> 'checkId', r ->> 'priority' from guardian_alerts, jsonb_array_elements(details -> 'results') r$$,
  $$values ('c4', 'urgent'), ('c1', 'medium'), ('c2', 'medium')$$, 'with what there was, the worst first');
select results_eq($$select c.name, n.event from notifications n join notification_channels c on c.id = n.channel_id$$,
  $$values ('hook', 'opened')$$, 'it goes through the outbox');
select is(private.prune_history('2026-03-02 03:18+00') -> 'digests', '0', 'the nightly job tells it, once');

select * from finish();
rollback;
