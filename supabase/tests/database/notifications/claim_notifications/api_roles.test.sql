-- Units carry secrets: only the service role claims.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select claim_notifications()$$, '42501', null, 'an admin may not');
select throws_ok(
  $$select acknowledge_notification(gen_random_uuid(), gen_random_uuid(), 'delivered')$$, '42501', null, 'nor acknowledge'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select claim_notifications()$$, '42501', null, 'anon may not');
select throws_ok(
  $$select acknowledge_notification(gen_random_uuid(), gen_random_uuid(), 'delivered')$$, '42501', null, 'nor acknowledge'
);
select pg_temp.as_service_role();
select lives_ok($$select claim_notifications()$$, 'the service role may');
select ok(
  not acknowledge_notification(gen_random_uuid(), gen_random_uuid(), 'delivered'), 'and acknowledge; an unknown unit is stale'
);

select * from finish();
rollback;
