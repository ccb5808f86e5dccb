-- Notices that ended longer ago than alerts are kept go, with what was said of them.
begin;
select plan(4);
select pg_temp.start_empty();
select (create_status_page('p', 'P') ->> 'id')::uuid as id into temp page;
insert into status_page_notices (page_id, kind, title, status, starts_at, ends_at)
select id, 'incident', 'Old', 'resolved', '2025-01-01 00:00+00'::timestamptz, '2025-03-01 12:00+00'::timestamptz from page
union all select id, 'incident', 'Open', 'investigating', '2024-01-01 00:00+00', null from page
union all select id, 'maintenance', 'Late', 'in_progress', '2024-01-01 00:00+00', '2024-01-02 00:00+00' from page;
insert into status_page_updates (notice_id, status, body) select id, status, 'x' from status_page_notices;

select is(private.prune_status_notices('2026-03-01 12:00+00'), 0, 'one that ended a year ago stays');
select is(private.prune_status_notices('2026-03-01 12:00:00.000001+00'), 1, 'then it goes');
select results_eq($$select title from status_page_notices order by 1$$, array['Late', 'Open'], 'what goes on stays, however old');
select is(private.prune_history('2026-03-02 12:00+00') -> 'status_notices', '0', 'the nightly job does it');

select * from finish();
rollback;
