-- Hours may go over midnight, or be the whole day.
begin;
select plan(7);

select is(private.is_hour_within('2026-03-01 21:59:59+00', 22, 7, 'UTC'), false, 'not before the start');
select is(private.is_hour_within('2026-03-01 22:00+00', 22, 7, 'UTC'), true, 'at the start');
select is(private.is_hour_within('2026-03-02 00:00+00', 22, 7, 'UTC'), true, 'at midnight');
select is(private.is_hour_within('2026-03-02 06:59:59+00', 22, 7, 'UTC'), true, 'until the end');
select is(private.is_hour_within('2026-03-02 07:00+00', 22, 7, 'UTC'), false, 'not at the end');
select is(private.is_hour_within('2026-03-02 12:00+00', 9, 9, 'UTC'), true, 'the same hour twice is all day');
select is(private.is_hour_within('2026-03-02 08:59+00', 9, 9, 'UTC'), true, 'before it too');

select * from finish();
rollback;
