-- Hours are those of the wall clock, on the days that it is changed too.
begin;
select plan(8);

-- New York, 2026-03-08: 1:59:59 EST is followed by 3:00 EDT.
select is(private.is_hour_within('2026-03-08 06:59:59+00', 2, 3, 'America/New_York'), false, 'before the gap it is 1:59');
select is(private.is_hour_within('2026-03-08 07:00+00', 2, 3, 'America/New_York'), false, 'the hour that is left out never comes');
select is(private.is_hour_within('2026-03-08 07:00+00', 3, 4, 'America/New_York'), true, 'it is 3:00 at once');
select is(private.is_hour_within('2026-03-07 12:00+00', 7, 22, 'America/New_York'), true, '7:00 is 12:00 UTC before the change');
select is(private.is_hour_within('2026-03-08 11:00+00', 7, 22, 'America/New_York'), true, 'and 11:00 UTC after it');
select is(private.is_hour_within('2026-03-08 10:59:59+00', 7, 22, 'America/New_York'), false, 'not sooner');
-- 2026-11-01: 1:00 to 1:59 comes twice.
select is(private.is_hour_within('2026-11-01 05:30+00', 1, 2, 'America/New_York'), true, 'the repeated hour counts');
select is(private.is_hour_within('2026-11-01 06:30+00', 1, 2, 'America/New_York'), true, 'both times');

select * from finish();
rollback;
