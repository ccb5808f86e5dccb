-- A lease that ended with attempts left is no dead message.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set attempts = 9, next_attempt_at = '2026-03-01 12:00+00';
select pg_temp.lease(ops_id, '2026-03-01 12:00+00') from channels;
select is(private.sweep_notifications('2026-03-01 13:00+00'), 0, 'it is left to the next sender');
select results_eq($$select state from notifications$$, array['leased'], 'as it is');

select * from finish();
rollback;
