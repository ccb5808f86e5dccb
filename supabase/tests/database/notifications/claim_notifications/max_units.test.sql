-- A claim is bounded by what the sender can start at once.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('c' || n) from generate_series(1, 12) n;
select pg_temp.make_alert('api');
select throws_ok($$select claim_notifications(null, 0)$$, '22023', 'invalid_max_units', '0 is refused');
select throws_ok($$select claim_notifications(null, 101)$$, '22023', 'invalid_max_units', '101 is refused');
select throws_ok($$select claim_notifications(null, null)$$, '22023', 'invalid_max_units', 'null is refused');
select is(jsonb_array_length(claim_notifications(null, 1) -> 'units'), 1, 'one when one is asked for');
select is(jsonb_array_length(claim_notifications() -> 'units'), 10, 'ten when nothing is asked');
select is(jsonb_array_length(claim_notifications(null, 100) -> 'units'), 1, 'and the rest');

select * from finish();
rollback;
