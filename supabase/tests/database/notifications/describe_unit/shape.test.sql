-- What a sender is given.
begin;
select plan(4);
select pg_temp.start_empty();

select create_notification_channel('ops', 'webhook', 'https://hooks.example/secret', '{"a": 1}') as answer into temp made;
select pg_temp.make_alert('api') as alert_id into temp facts;
update guardian_alerts set details = '{"k": "v"}', detected_at = '2026-03-01 12:00+00';
select pg_temp.lease((answer ->> 'id')::uuid) as unit into temp leased from made;
select results_eq(
  $$select jsonb_object_keys(unit) from leased order by 1$$,
  array['attempt', 'channel', 'count', 'counts', 'lease', 'lease_expires_at', 'max_attempts', 'notifications', 'unit_id'],
  'a unit has its lease, its channel and its notifications'
);
select is(
  (select unit -> 'channel' from leased),
  (select jsonb_build_object('id', answer -> 'id', 'name', 'ops', 'kind', 'webhook', 'source', 'database',
    'config', '{"a": 1}'::jsonb, 'destination', 'https://hooks.example/secret', 'secrets', '{}'::jsonb,
    'signing_secrets', jsonb_build_array(answer -> 'signing_secret')) from made),
  'the channel has its secrets from Vault'
);
select is(
  (select unit #> '{notifications,0,alert}' from leased),
  (select jsonb_build_object('id', alert_id, 'subject_kind', 'service', 'subject_id', 'api', 'subject_name', 'api',
    'alert_type', 'down', 'severity', 'critical', 'message', 'api is down.', 'details', '{"k": "v"}'::jsonb,
    'detected_at', timestamptz '2026-03-01 12:00+00', 'resolved_at', null, 'auto_resolved', false, 'resolution', null,
    'resolved_details', null)
   from facts),
  'the notification has its alert'
);
select is((select (unit ->> 'max_attempts')::int from leased), 11, 'it says how many attempts there are');

select * from finish();
rollback;
