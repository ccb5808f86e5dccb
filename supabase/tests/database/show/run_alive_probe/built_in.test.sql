-- Every built-in subsystem that the database answers for can be asked by its name.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select bag_eq(
  $$select l.name, run_alive_probe(l.name) -> 'ok' from private.list_alive_probes() l where l.asked_by = 'sql'$$,
  $$values ('database', 'true'::jsonb), ('evaluator', 'false'), ('ingest', 'true'), ('pg_cron', 'true'), ('pg_net', 'true'),
    ('outbox', 'true'), ('channel_webhook', 'true')$$,
  'all is well but for the tick that has never run'
);
select throws_ok($$select run_alive_probe('auth')$$, 'PT404', null, 'the edge function asks auth itself');
select throws_ok($$select run_alive_probe('channel_slack')$$, 'PT404', null, 'a kind of channel that is not in use is not there');
select throws_ok($$select run_alive_probe(null)$$, 'PT404', null, 'nor is null');

select * from finish();
rollback;
