-- The components become those that are given; what stays keeps its key.
begin;
select plan(7);
select pg_temp.start_empty();
select pg_temp.make_job('a', now()), pg_temp.make_job('b', now()), pg_temp.make_job('c', now());
select (create_status_page('p', 'P', '[{"subject_kind": "job", "subject_id": "a", "name": "Alpha"}, {"subject_kind": "job", "subject_id": "b", "name": "Beta"}]')
  ->> 'id')::uuid as id into temp page;

select is(set_status_page_components(id, '[{"subject_kind": "job", "subject_id": "c", "name": "Gamma"},
  {"subject_kind": "job", "subject_id": "a", "name": "First", "description": "The first", "group": "Jobs"}]'), 2, 'there are two now') from page;
select results_eq($$select key, name, description, group_name, subject_id from status_page_components order by position$$,
  $$values ('gamma', 'Gamma', '', null, 'c'), ('alpha', 'First', 'The first', 'Jobs', 'a')$$, 'in the order given, by the keys they had');
select throws_ok($$select set_status_page_components(id, '[{"subject_kind": "job", "subject_id": "a"}]') from page$$, '23502', null,
  'each has a name');
select throws_ok($$select set_status_page_components(id, '["a"]') from page$$, '22023', 'invalid_components', 'and is an object');
select throws_ok($$select set_status_page_components(id, (select jsonb_agg('{}'::jsonb) from generate_series(1, 101))) from page$$, 'PT409',
  'too_many_components', 'a hundred at most');
select throws_ok($$select set_status_page_components(gen_random_uuid(), '[]')$$, 'PT404', 'status_page_not_found', 'of a page that is there');
select is(set_status_page_components(id, '[]'), 0, 'none is allowed') from page;

select * from finish();
rollback;
