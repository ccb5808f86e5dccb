-- A tetrahedron has exactly four different vertices.
begin;
select plan(11);
select pg_temp.start_empty();

select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', '{a,b,c}')$$, '22023', 'invalid_vertices', 'three are too few');
select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', '{a,b,c,d,e}')$$, '22023', 'invalid_vertices', 'five too many');
select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', '{a,b,c,c}')$$, '22023', 'invalid_vertices', 'all are different');
select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', '{a,b,c,null}')$$, '22023', 'invalid_vertices', 'none is null');
select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', '{a,b,c," "}')$$, '22023', 'invalid_vertices', 'or empty');
select throws_ok($$insert into tetrahedrons (name, vertices) values ('t', null)$$, '22023', 'invalid_vertices', 'nor are all of them');
select throws_ok(
  $$insert into tetrahedrons (name, vertices) values ('t',
    '{00000000-0000-4000-8000-00000000000a,00000000-0000-4000-8000-00000000000A,c,d}')$$,
  '22023', 'invalid_vertices', 'a user id is the same in capitals'
);
select lives_ok(
  $$insert into tetrahedrons (name, vertices, hub_vertex_id) values ('t',
    '{00000000-0000-4000-8000-00000000000A,b,c,d}', '00000000-0000-4000-8000-00000000000a')$$, 'four are right, the hub one of them'
);
select is((select vertices[1] from tetrahedrons), '00000000-0000-4000-8000-00000000000a', 'user ids are kept as auth.uid() gives them');
select throws_ok($$update tetrahedrons set hub_vertex_id = gen_random_uuid()$$, '22023', 'invalid_hub_vertex', 'the hub is no other');
select throws_ok($$update tetrahedrons set vertices = '{a,b,c}'$$, '22023', 'invalid_vertices', 'nor do they become three');

select * from finish();
rollback;
