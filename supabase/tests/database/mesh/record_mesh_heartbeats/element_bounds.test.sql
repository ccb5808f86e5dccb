-- Sources and payloads of a batch have the bounds of single heartbeats.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family') as id into temp mesh;
create temp table elements (index integer generated always as identity (minvalue 0), source jsonb, payload jsonb, problem text);
insert into elements (source, payload, problem) values
  (to_jsonb(repeat('x', 200)), '1', null), (to_jsonb(repeat('x', 201)), '1', 'invalid_source'), ('"  "', '1', 'invalid_source'),
  (to_jsonb(E'a\nb'::text), '1', 'invalid_source'), ('5', '1', 'invalid_source'), ('null', '1', 'invalid_source'),
  ('"a"', 'null', null), ('"a"', '[1, "x"]', null), ('"a"', '"x"', null), ('"a"', 'false', null),
  ('"a"', jsonb_build_object('k', repeat('x', 10231)), null),
  ('"a"', jsonb_build_object('k', repeat('x', 10232)), 'invalid_payload'), ('"a"', '{"k": 1e131071}', 'invalid_payload');
select record_mesh_heartbeats(
  jsonb_agg(jsonb_build_object('t_uuid', m.id, 'src', e.source, 'payload', e.payload) order by e.index)
) as answer
into temp answers from elements e, mesh m;
select results_eq(
  $$select (r -> 'index')::integer, r ->> 'message' from answers, jsonb_array_elements(answer -> 'errors') r$$,
  $$select index, problem from elements where problem is not null order by index$$,
  'what is beyond them is reported, the last octet and character within them not'
);
select bag_eq(
  $$select left(source, 3), left(payload::text, 10) as payload from mesh_heartbeats$$,
  $$values ('xxx', '1'), ('a', '{}'), ('a', '[1, "x"]'), ('a', '"x"'), ('a', 'false'), ('a', '{"k": "xxx')$$,
  'any JSON is kept, and none is {}'
);
select is((select heartbeat_count from tetrahedrons), (select count(*) from mesh_heartbeats), 'as many are counted as are kept');

select * from finish();
rollback;
