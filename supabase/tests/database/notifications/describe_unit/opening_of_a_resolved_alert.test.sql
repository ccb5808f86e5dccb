-- An opening that is sent again says the same after the alert ended.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.lease(ops_id) as unit into temp before_end from channels;
update guardian_alerts set resolved_at = now(), auto_resolved = true, resolution = 'It is well again.';
select pg_temp.lease(ops_id, now() + interval '1 minute') as unit into temp after_end from channels;
select is(
  (select unit -> 'notifications' from after_end), (select unit -> 'notifications' from before_end),
  'the opening does not speak of the end'
);
select pg_temp.acknowledge(unit, 'delivered') from after_end;
select pg_temp.lease(ops_id, now() + interval '2 minutes') as unit into temp recovery from channels;
select is(
  (select unit #> '{notifications,0,alert}' ->> 'resolution' from recovery), 'It is well again.', 'the recovery does'
);

select * from finish();
rollback;
