-- The reason is kept short, and is never missing.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
create function pg_temp.kept_error(error text) returns text language plpgsql as $$
begin
  update public.notifications set attempts = 0, state = 'pending', next_attempt_at = '-infinity';
  perform public.acknowledge_notification((u ->> 'unit_id')::uuid, (u ->> 'lease')::uuid, 'retry', kept_error.error)
  from channels, pg_temp.lease(ops_id) u;
  return (select last_error from public.notifications);
end
$$;
select is(pg_temp.kept_error('  HTTP 503  '), 'HTTP 503', 'it is trimmed');
select is(length(pg_temp.kept_error(repeat('x', 600))), 500, 'cut at 500 characters');
select is(pg_temp.kept_error(' '), 'No reason was given.', 'and said to be missing when it is');

select * from finish();
rollback;
