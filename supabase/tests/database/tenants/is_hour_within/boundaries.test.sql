-- The start of hours counts, their end does not.
begin;
select plan(6);

select is(private.is_hour_within('2026-03-01 06:59:59.999999+00', 7, 22, 'UTC'), false, 'not before the start');
select is(private.is_hour_within('2026-03-01 07:00+00', 7, 22, 'UTC'), true, 'at the start');
select is(private.is_hour_within('2026-03-01 21:59:59.999999+00', 7, 22, 'UTC'), true, 'until the end');
select is(private.is_hour_within('2026-03-01 22:00+00', 7, 22, 'UTC'), false, 'not at the end');
select is(private.is_hour_within('2026-03-01 23:59:59+00', 7, 24, 'UTC'), true, '24 is midnight');
select is(private.is_hour_within('2026-03-01 12:00+00', null, null, 'UTC'), null, 'no hours say nothing');

select * from finish();
rollback;
