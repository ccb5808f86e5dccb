-- Only webhooks sign.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops', 'slack') as ops_id into temp channels;
select throws_ok(
  $$select rotate_channel_signing_secret(ops_id) from channels$$, 'PT404', 'channel_not_found', 'a Slack channel is not found'
);
select throws_ok(
  $$select rotate_channel_signing_secret(gen_random_uuid())$$, 'PT404', 'channel_not_found', 'an unknown id is not found'
);

select * from finish();
rollback;
