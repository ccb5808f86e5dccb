-- When the opening is dead the recovery behind it is not sent.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.lease(ops_id) as unit into temp leased from channels;
update guardian_alerts set resolved_at = now();
select pg_temp.acknowledge(unit, 'failed') from leased;
select results_eq(
  $$select event, state, last_error from notifications order by event$$,
  $$values ('opened', 'dead', 'because'),
    ('resolved', 'cancelled', 'The opening of this alert never reached the channel.')$$,
  'it is cancelled with the reason'
);

select * from finish();
rollback;
