-- A claim tells which secrets the functions hold, and is given what follows at once.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_alert('api');
select is(claim_notifications() -> 'units', '[]'::jsonb, 'without a word on it nothing changes');
select results_eq(
  $$select u #>> '{channel,kind}', u #>> '{channel,source}', u #>> '{notifications,0,alert,subject_id}'
    from jsonb_array_elements(claim_notifications('{"slack": true, "email": false}') -> 'units') u$$,
  $$values ('slack', 'environment', 'api')$$,
  'the channel that comes on is told of the open alert by the same claim'
);
select is(
  (select array_agg(kind) from notification_channels where enabled), array['slack'], 'a claim without a word leaves it on'
);

select * from finish();
rollback;
