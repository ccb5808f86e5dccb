-- Open alerts while a silence over them is in force.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_alert('api'), pg_temp.make_alert('site'), pg_temp.make_alert('over');
update guardian_alerts set resolved_at = now() where subject_id = 'over';
select pg_temp.make_silence('api', '2026-03-01 13:00+00', '2026-03-01 12:00+00'), pg_temp.make_silence('over', '2026-03-01 13:00+00', '2026-03-01 12:00+00');
create function pg_temp.silenced(at timestamptz) returns setof text language sql as $$
  select a.subject_id || ' until ' || to_char(s.ends_at, 'HH24:MI') from private.silenced_alerts(silenced.at) s join guardian_alerts a on a.id = s.alert_id;
$$;
select is_empty($$select * from pg_temp.silenced('2026-03-01 11:59:59.999999+00')$$, 'none before it starts');
select results_eq($$select * from pg_temp.silenced('2026-03-01 12:00+00')$$, array['api until 13:00'], 'the open one from then on');
select results_eq($$select * from pg_temp.silenced('2026-03-01 12:59:59.999999+00')$$, array['api until 13:00'], 'until just before its end');
select is_empty($$select * from pg_temp.silenced('2026-03-01 13:00+00')$$, 'none when it has ended');
select is_empty($$select * from silenced_alerts$$, 'the view says what is so now');

select * from finish();
rollback;
