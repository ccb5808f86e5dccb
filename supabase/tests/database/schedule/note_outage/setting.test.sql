-- The threshold is a setting.
begin;
select plan(2);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
insert into app_settings values ('outage_threshold', '1 hour');
select ok(not private.note_outage('2026-03-01 13:00+00', '2026-03-01 13:00+00'), 'an hour is none');
select ok(private.note_outage('2026-03-01 13:01+00', '2026-03-01 13:00:01+00'), 'more is');

select * from finish();
rollback;
