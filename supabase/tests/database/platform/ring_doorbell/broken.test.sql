-- A doorbell that cannot ring undoes nothing: the minute tick makes up for it.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.configure_edge();
update vault.secrets set secret = encode('not encrypted by this key', 'base64') where name = 'heartbase_function_secret';
select throws_ok($$select private.get_secret('heartbase_function_secret')$$, null, null, 'a Vault that cannot decrypt raises');
select is(private.ring_doorbell(), false, 'then nothing rings');
select private.set_secret('heartbase_function_secret', 'function-only-secret');
alter schema net rename to net_away;
select is(private.ring_doorbell(), false, 'nor does it without pg_net');
select pg_temp.make_channel('ops');
select lives_ok($$select pg_temp.make_alert('api')$$, 'an alert opens all the same');
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened api pending'], 'and its message waits');
alter schema net_away rename to net;
select ok(private.ring_doorbell(), 'the transaction may still ring once it can');

select * from finish();
rollback;
