-- Which notices everybody sees, and in what order.
begin;
select plan(6);
select pg_temp.start_empty();
insert into status_pages (id, slug, title) values ('00000000-0000-4000-8000-000000000001', 'p', 'P');
insert into status_page_notices (page_id, kind, title, status, starts_at, ends_at) values
  ('00000000-0000-4000-8000-000000000001', 'incident', 'Just over', 'resolved', '2026-03-01 10:00+00', '2026-03-01 12:00:00.000001+00'),
  ('00000000-0000-4000-8000-000000000001', 'incident', 'Long over', 'resolved', '2026-03-01 09:00+00', '2026-03-01 12:00+00'),
  ('00000000-0000-4000-8000-000000000001', 'incident', 'Open', 'investigating', '2026-02-01 10:00+00', null),
  ('00000000-0000-4000-8000-000000000001', 'maintenance', 'Tomorrow', 'scheduled', '2026-03-16 10:00+00', '2026-03-16 12:00+00'),
  ('00000000-0000-4000-8000-000000000001', 'maintenance', 'Overslept', 'scheduled', '2026-03-14 10:00+00', '2026-03-14 12:00+00');
insert into status_page_updates (notice_id, status, body, created_at)
select id, 'identified', 'Second', '2026-02-01 12:00+00'::timestamptz from status_page_notices where title = 'Open'
union all select id, 'investigating', 'First', '2026-02-01 10:00+00' from status_page_notices where title = 'Open';
create temp table answer as
select n from jsonb_array_elements(private.read_status_page('p', '2026-03-15 12:00+00') -> 'notices') with ordinality e(n, o) order by o;

select results_eq($$select n ->> 'title' from answer$$, array['Open', 'Tomorrow', 'Overslept', 'Just over'],
  'open ones first, then coming ones, then those of 14 days');
select results_eq($$select n ->> 'status' from answer$$, array['investigating', 'scheduled', 'completed', 'resolved'],
  'what was scheduled is over by itself');
select is((select jsonb_path_query_array(n, '$.updates[*].body') from answer where n ->> 'title' = 'Open'), '["Second", "First"]',
  'what was said last comes first');
select is((select n ->> 'starts_at' from answer where n ->> 'title' = 'Tomorrow'), '2026-03-16T10:00:00+00:00', 'with their times');
select results_eq($$select distinct jsonb_object_keys(n) from answer order by 1$$,
  array['components', 'ends_at', 'id', 'impact', 'kind', 'starts_at', 'status', 'title', 'updated_at', 'updates'], 'and these facts');
insert into status_page_notices (page_id, kind, title, status, starts_at)
select '00000000-0000-4000-8000-000000000001', 'incident', 'x', 'investigating', '2026-03-01' from generate_series(1, 60);
select is(jsonb_array_length(private.read_status_page('p', '2026-03-15 12:00+00') -> 'notices'), 50, 'at most fifty');

select * from finish();
rollback;
