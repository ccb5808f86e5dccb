-- No schedule of Heartbase is without one, or its jobs would never be overdue.
begin;
select plan(1);

select is_empty($$select jobname from private.schedules() where private.longest_cron_gap(schedule) is null$$, 'each has its gap');

select * from finish();
rollback;
