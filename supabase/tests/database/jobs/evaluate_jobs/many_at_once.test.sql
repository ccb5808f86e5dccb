-- A storm is one batch, and one message a channel.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('job ' || n, '2026-03-01 00:00+00') from generate_series(1, 200) n;
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 200, '200 jobs are alerted about');
select is((select count(*) from guardian_alerts where resolved_at is null), 200::bigint, 'with 200 alerts');
select is((select count(*) from notifications), 200::bigint, 'and 200 notifications');
select is((select (pg_temp.lease(ops_id) ->> 'count')::int from channels), 200, 'that go out as one message');

select * from finish();
rollback;
