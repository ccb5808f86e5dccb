-- There are four outcomes.
begin;
select plan(2);
select pg_temp.start_empty();

select throws_ok(
  $$select acknowledge_notification(gen_random_uuid(), gen_random_uuid(), 'sent')$$, '22023', 'invalid_outcome',
  'another is refused'
);
select throws_ok(
  $$select acknowledge_notification(gen_random_uuid(), gen_random_uuid(), null)$$, '22023', 'invalid_outcome', 'null is refused'
);

select * from finish();
rollback;
