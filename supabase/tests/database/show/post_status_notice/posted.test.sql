-- What may be posted.
begin;
select plan(10);
select pg_temp.start_empty();
select pg_temp.make_job('a', now());
select (create_status_page('p', 'P', '[{"subject_kind": "job", "subject_id": "a", "name": "Alpha"}]') ->> 'id')::uuid as id into temp page;

select lives_ok($$select post_status_notice(id, 'incident', ' Slow ', 'We look.', null, 'minor', '{alpha}') from page$$, 'an incident is posted');
select results_eq($$select n.title, n.status, u.status, u.body from status_page_notices n join status_page_updates u on u.notice_id = n.id$$,
  $$values ('Slow', 'investigating', 'investigating', 'We look.')$$, 'with its first words');
select throws_ok($$select post_status_notice(id, 'incident', 'x', 'x', 'scheduled') from page$$, '22023', 'invalid_notice_status', 'not as maintenance');
select throws_ok($$select post_status_notice(id, 'party', 'x', 'x') from page$$, '22023', 'invalid_notice_status', 'nor as something else');
select throws_ok($$select post_status_notice(id, 'incident', 'x', 'x', null, 'none', '{beta}') from page$$, '22023', 'unknown_component',
  'it is about components of the page');
select throws_ok($$select post_status_notice(id, 'maintenance', 'x', 'x') from page$$, '22023', 'maintenance_without_end',
  'scheduled maintenance says when it ends');
select throws_ok($$select post_status_notice(id, 'maintenance', 'x', 'x', null, 'none', '{}', '2026-03-02', '2026-03-01') from page$$, '23514', null,
  'which is after it begins');
select throws_ok($$select post_status_notice(id, 'incident', 'x', ' ') from page$$, '23514', null, 'something is said');
select throws_ok($$select post_status_notice(gen_random_uuid(), 'incident', 'x', 'x')$$, 'PT404', 'status_page_not_found', 'on a page that is there');
insert into status_page_notices (page_id, kind, title, status) select id, 'incident', 'x', 'resolved' from page, generate_series(1, 499);
select throws_ok($$select post_status_notice(id, 'incident', 'x', 'x') from page$$, 'PT409', 'too_many_notices', 'five hundred at most');

select * from finish();
rollback;
