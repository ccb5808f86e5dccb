-- A project without functions is no error: its alerts are kept until they can be sent.
begin;
select plan(4);
select pg_temp.start_empty();

select ok(not private.ring_doorbell(), 'without a base URL nothing is queued');
insert into app_settings values ('edge_base_url', 'https://project.supabase.co');
select ok(not private.ring_doorbell(), 'without a credential nothing is queued');
select lives_ok($$select pg_temp.make_alert('api')$$, 'an alert can be opened all the same');
select is_empty($$select * from net.http_request_queue$$, 'the queue is empty');

select * from finish();
rollback;
