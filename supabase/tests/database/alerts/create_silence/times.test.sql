-- A silence has one end, after its start and after now, and at most a year from there.
begin;
select plan(20);
select pg_temp.start_empty();

create function pg_temp.lasts(silence jsonb) returns text language sql as $$
  select format('%s to %s', (silence ->> 'starts_at')::timestamptz - now(), (silence ->> 'ends_at')::timestamptz - now());
$$;
select is(pg_temp.lasts(create_silence(p_for => '2 hours')), '00:00:00 to 02:00:00', 'for so long');
select is(pg_temp.lasts(create_silence(now() + interval '1 second')), '00:00:00 to 00:00:01', 'until then');
select is(
  pg_temp.lasts(create_silence(p_for => '2 hours', p_starts_at => now() + interval '1 day')), '1 day to 1 day 02:00:00', 'for so long from then on'
);
select is(
  pg_temp.lasts(create_silence(now() + interval '1 hour', p_starts_at => now() - interval '1 day')), '00:00:00 to 01:00:00',
  'a start that has passed is now'
);
select is(pg_temp.lasts(create_silence(p_for => '366 days')), '00:00:00 to 366 days', 'a leap year');
select throws_ok(format('select create_silence(%s)', arguments), '22023', 'invalid_silence_time', 'refused: ' || arguments)
from (values
  (''), ($$now() + interval '1 hour', '1 hour'$$), ($$now()$$), ($$now() - interval '1 second'$$),
  ($$p_for => '0'$$), ($$p_for => '-1 second'$$), ($$p_for => '366 days 1 second'$$), ($$now() + interval '366 days 1 second'$$),
  ($$'infinity'$$), ($$'-infinity'$$), ($$now() + interval '1 hour', p_starts_at => now() + interval '1 hour'$$),
  ($$now() + interval '1 hour', p_starts_at => 'infinity'$$), ($$p_for => '1 hour', p_starts_at => 'infinity'$$),
  ($$p_for => '1 hour', p_starts_at => now() + interval '366 days 1 second'$$)
) v(arguments);
select is((select count(*) from silences), 5::bigint, 'what was refused left nothing');

select * from finish();
rollback;
