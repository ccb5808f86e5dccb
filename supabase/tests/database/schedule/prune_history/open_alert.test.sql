-- What was told of an open alert is kept: the same channels hear of its end.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set state = 'delivered', finished_at = '2020-01-01';
select is(private.prune_history('2026-03-01 12:00+00') ->> 'notifications', '0', 'its opening stays, however old');
update guardian_alerts set resolved_at = '2026-03-01 12:00+00';
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened api delivered', 'ops: resolved api pending'], 'so that its end is told'
);

select * from finish();
rollback;
