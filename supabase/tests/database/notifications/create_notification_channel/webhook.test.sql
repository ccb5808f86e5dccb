-- A webhook's secrets are in Vault only; the signing secret is told once.
begin;
select plan(5);
select pg_temp.start_empty();

select create_notification_channel(' Ops ', 'webhook', ' https://hooks.example/abcd1234 ', '{"x": 1}', 'warning', '{job}')
  as answer into temp made;
select matches(
  (select answer ->> 'signing_secret' from made), '^whsec_[A-Za-z0-9+/]{43}=$', 'the answer has a Standard Webhooks secret'
);
select results_eq(
  $$select id, name, kind, source, destination_hint, config, min_severity, subject_kinds, enabled
    from notification_channels where source = 'database'$$,
  $$select (answer ->> 'id')::uuid, 'Ops', 'webhook', 'database', '1234', '{"x": 1}'::jsonb, 'warning', '{job}'::text[], true
    from made$$,
  'the row has what was asked for, and four characters of the destination'
);
select is(
  (select private.get_secret('heartbase_channel_' || (answer ->> 'id') || '_destination') from made),
  'https://hooks.example/abcd1234', 'the destination is in Vault, trimmed'
);
select is(
  (select private.get_secret('heartbase_channel_' || (answer ->> 'id') || '_signing') from made),
  (select answer ->> 'signing_secret' from made), 'so is the signing secret'
);
select is_empty(
  $$select c.id from notification_channels c, made
    where to_jsonb(c)::text like '%hooks.example%' or to_jsonb(c)::text like '%' || (answer ->> 'signing_secret') || '%'$$,
  'and neither is in the row'
);

select * from finish();
rollback;
