-- Only the service role makes channels.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select create_notification_channel('x', 'slack', 'https://a.example')$$, '42501', null, 'an admin may not');
select throws_ok($$select rotate_channel_signing_secret(gen_random_uuid())$$, '42501', null, 'nor rotate a secret');
select throws_ok($$select send_test_notification()$$, '42501', null, 'nor send a test');
select pg_temp.sign_in_as_anon();
select throws_ok($$select create_notification_channel('x', 'slack', 'https://a.example')$$, '42501', null, 'anon may not');
select throws_ok($$select rotate_channel_signing_secret(gen_random_uuid())$$, '42501', null, 'nor rotate a secret');
select throws_ok($$select send_test_notification()$$, '42501', null, 'nor send a test');
select pg_temp.as_service_role();
select lives_ok($$select create_notification_channel('x', 'slack', 'https://a.example')$$, 'the service role may');
select lives_ok($$select send_test_notification()$$, 'and send a test');

select * from finish();
rollback;
